package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.QueryMemory;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.runtime.QueryCancelledException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** COPY TO that fails, is cancelled, or has no memory. */
@Timeout(30)
class FileCopiesTest {
  @TempDir private Path folder;

  @Test
  void whoWaitsForMemoryCanBeCancelled() {
    Engine engine =
        Engine.builder()
            .memoryBytes(64 << 20)
            .threads(1)
            .spillDirectory(folder)
            .withoutCounters()
            .build();
    try (engine;
        QueryMemory all =
            engine.memory().admit("all", engine.memory().limitBytes(), Long.MAX_VALUE).join()) {
      assertThat(all.admittedFloorBytes()).isEqualTo(engine.memory().limitBytes());
      for (String ending : List.of("parquet", "arrow", "csv")) {
        Path file = folder.resolve("out." + ending);
        String sql = "copy (select range from range(3)) to '" + file + "'";
        try (StatementExecution execution = engine.statement(sql, List.of())) {
          CompletableFuture<@Nullable Throwable> failure =
              CompletableFuture.runAsync(execution::execute).handle((_, thrown) -> thrown);
          execution.cancel();
          assertThat(failure.join()).as(ending).hasCauseInstanceOf(QueryCancelledException.class);
        }
        assertThat(file).doesNotExist();
      }
    }
    assertThat(engine.memory().outstandingBytes()).isZero();
  }

  @Test
  void whatFailsOrIsCancelledLeavesNothing() throws Exception {
    List<String> options =
        List.of(
            "format parquet",
            "format parquet, partition_by k",
            "format csv, partition_by k",
            "format arrow, file_size_bytes 1000000",
            "format parquet, per_thread_output");
    Path target = Files.createDirectory(folder.resolve("target"));
    Engine engine =
        Engine.builder()
            .memoryBytes(64 << 20)
            .threads(2)
            .spillDirectory(folder.resolve("spill"))
            .withoutCounters()
            .build();
    try (engine) {
      for (String option : options) {
        String end = " to '" + target.resolve("out") + "' (" + option + ")";
        String failing = "copy (select range as i, 9 // (range - 99999) as k from range(200000))";
        try (StatementExecution execution = engine.statement(failing + end, List.of())) {
          assertThatThrownBy(execution::execute)
              .as(option)
              .isInstanceOfSatisfying(
                  ScheeliteException.class,
                  e -> assertThat(e.code()).isEqualTo(ErrorCode.DIVISION_BY_ZERO));
        }
        assertThat(target).as(option).isEmptyDirectory();
        String endless = "copy (select range as i, range % 5 as k from range(1000000000000))";
        try (StatementExecution execution = engine.statement(endless + end, List.of())) {
          CompletableFuture<@Nullable Throwable> failure =
              CompletableFuture.runAsync(execution::execute).handle((_, thrown) -> thrown);
          while (isEmpty(target) && !failure.isDone()) {
            Thread.onSpinWait();
          }
          execution.cancel();
          assertThat(failure.join()).as(option).hasCauseInstanceOf(QueryCancelledException.class);
        }
        assertThat(target).as(option).isEmptyDirectory();
        assertThat(engine.memory().outstandingBytes()).as(option).isZero();
      }
    }
  }

  private static boolean isEmpty(Path target) throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files.findAny().isEmpty();
    }
  }
}
