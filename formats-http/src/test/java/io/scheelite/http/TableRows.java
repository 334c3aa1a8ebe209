package io.scheelite.http;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads all rows of a table. */
final class TableRows {
  private TableRows() {}

  static List<List<@Nullable Object>> of(TableSource table) {
    List<Integer> columns = IntStream.range(0, table.schema().size()).boxed().toList();
    ScanRequest request = new ScanRequest(columns, List.of(), Batch.DEFAULT_NUM_ROWS);
    long floor = table.readerFloorBytes(request);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (TestMemory memory = TestMemory.create(256L << 20)) {
      for (Split split : table.splits(request)) {
        try (MemoryConsumer consumer = memory.consumer("scan", floor, Reclaimable.NONE);
            SplitReader reader = split.open(consumer)) {
          for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
            rows.addAll(Batches.rows(batch));
          }
        }
      }
    }
    return rows;
  }
}
