package io.scheelite.scheduler.process;

import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.parquet.ParquetWriteOptions;
import io.scheelite.formats.parquet.ParquetWriter;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.TestMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Parquet file of several row groups: k = i mod 7, v = i, s = "row-" and i mod 1000. */
final class SampleTable {
  static final int NUM_ROWS = 20_000;
  static final int NUM_KEYS = 7;
  private static final int GROUP_ROWS = 1_000;

  private SampleTable() {}

  static Path write(Path file) {
    Schema schema =
        Schema.of(
            new Field("k", DataType.INT64, false),
            new Field("v", DataType.INT64, false),
            new Field("s", DataType.UTF8, false));
    try (TestMemory memory = TestMemory.create(64 << 20);
        Batches batches = new Batches(memory);
        MemoryConsumer consumer = memory.consumer("writer")) {
      ParquetWriter writer =
          new ParquetWriter(
              file, schema, ParquetWriteOptions.defaults().withRowGroupRows(GROUP_ROWS), consumer);
      for (int first = 0; first < NUM_ROWS; first += GROUP_ROWS) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long i = first; i < first + GROUP_ROWS; i++) {
          rows.add(List.of(i % NUM_KEYS, i, "row-" + i % 1000));
        }
        writer.write(batches.batch(schema, rows));
      }
      writer.close();
    }
    return file;
  }
}
