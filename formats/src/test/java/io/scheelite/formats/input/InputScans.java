package io.scheelite.formats.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.parquet.TableRows;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Scans tables of inputs, whatever their format. */
final class InputScans {
  static final long PLENTY = 512L << 20;

  private InputScans() {}

  /** With more memory than the floor, or with no more. */
  static List<List<@Nullable Object>> rows(
      TestMemory memory, TableSource table, List<Integer> columns, boolean scarce) {
    ScanRequest request = new ScanRequest(columns, List.of(), Batch.DEFAULT_NUM_ROWS);
    long floor = table.readerFloorBytes(request);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Split split : table.splits(request)) {
      try (MemoryConsumer consumer = memory.consumer("scan", floor, Reclaimable.NONE)) {
        if (scarce) {
          consumer.limit(floor);
        }
        try (SplitReader reader = split.open(consumer)) {
          for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
            rows.addAll(Batches.rows(batch));
          }
        }
        assertThat(consumer.reservedBytes()).isEqualTo(floor);
      }
    }
    return rows;
  }

  /** Reading the first column fails, and says of which input and all of that. */
  static void assertFails(TableSource table, String... parts) {
    try (TestMemory memory = TestMemory.create(PLENTY)) {
      assertThatThrownBy(() -> rows(memory, table, List.of(0), false))
          .isInstanceOfSatisfying(
              FormatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IO_ERROR))
          .hasMessageContaining("memory://")
          .hasMessageContainingAll(parts);
    }
  }

  /** A driver is put aside while nothing comes, and closing does not wait for it. */
  static void assertClosingStopsReads(TableSource table, BytesInput input) throws Exception {
    ScanRequest request = new ScanRequest(TableRows.all(table), List.of(), Batch.DEFAULT_NUM_ROWS);
    long floor = table.readerFloorBytes(request);
    CountDownLatch reading = new CountDownLatch(1);
    input.reading =
        (_, _, _) -> {
          reading.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
          }
          return -1;
        };
    try (TestMemory memory = TestMemory.create(PLENTY);
        MemoryConsumer consumer = memory.consumer("scan", floor, Reclaimable.NONE)) {
      try (SplitReader reader = table.splits(request).getFirst().open(consumer)) {
        reading.await();
        assertThat(reader.blocked()).isNotNull().isNotDone();
      }
      assertThat(consumer.usedBytes()).isZero();
    }
    assertThat(input.numOpen()).isZero();
  }
}
