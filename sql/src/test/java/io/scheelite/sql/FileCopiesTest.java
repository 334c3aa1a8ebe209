package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.QueryMemory;
import io.scheelite.operators.runtime.QueryCancelledException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** COPY TO while there is no memory for it. */
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
}
