package io.scheelite.formats.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.formats.FormatException;
import io.scheelite.formats.parquet.DuckDb;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.testsupport.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tables of many files that are far: their footers are read several at once. */
@ExtendWith(LeakCheck.class)
class ManyFarFilesTest {
  private static final int NUM_FILES = 40;

  @TempDir Path folder;

  private List<BytesInput> inputs() throws Exception {
    Path file = folder.resolve("a.parquet");
    try (DuckDb duck = new DuckDb()) {
      duck.execute("COPY (SELECT i FROM range(1000) t(i)) TO '" + file + "' (FORMAT parquet)");
    }
    byte[] bytes = Files.readAllBytes(file);
    List<BytesInput> inputs = new ArrayList<>();
    for (int i = 0; i < NUM_FILES; i++) {
      inputs.add(new BytesInput("memory://" + i, bytes, ReadCost.REMOTE));
    }
    return inputs;
  }

  @Test
  void footersAreReadAtOnceWithABound() throws Exception {
    List<BytesInput> inputs = inputs();
    CountDownLatch sixteen = new CountDownLatch(Concurrently.MOST_THREADS);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    for (BytesInput input : inputs) {
      input.reading =
          (into, position, next) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            sixteen.countDown();
            try {
              sixteen.await(); // one after the other would never get here
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            running.decrementAndGet();
            return next.read(into, position);
          };
    }
    ParquetTable table = ParquetTable.open(List.copyOf(inputs));
    assertThat(table.numRowGroups()).isEqualTo(NUM_FILES);
    assertThat(most.get()).isEqualTo(Concurrently.MOST_THREADS);
    for (BytesInput input : inputs) {
      assertThat(input.reads()).hasSize(1);
      assertThat(input.numOpen()).isZero();
    }
  }

  @Test
  void theFirstFailureEndsAll() throws Exception {
    List<BytesInput> inputs = inputs();
    inputs.get(3).reading =
        (_, _, _) -> {
          throw new IOException("line is cut");
        };
    assertThatThrownBy(() -> ParquetTable.open(List.copyOf(inputs)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("line is cut")
        .hasMessageContaining("file=memory://3");
    assertThat(inputs).allMatch(input -> input.numOpen() == 0);
  }
}
