package io.scheelite.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.source.TableStatistics.ColumnStatistics;
import io.scheelite.testsupport.LeakCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the planner is told about files of our own, against what was written into them. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class StatisticsTest {
  private static final int NUM_ROWS = 40_000;
  private static final Schema SCHEMA =
      Schema.of(
          new Field("sorted", DataType.INT64, false),
          new Field("mixed", DataType.INT64, false),
          new Field("mode", DataType.UTF8, false),
          new Field("key", DataType.UTF8, false));

  @TempDir Path folder;

  @Test
  void tellsRangesDistinctValuesAndLengths() {
    List<ColumnStatistics> columns = write().statistics().columns();
    // four rows of each key, of which only every eighth number occurs
    assertThat(columns.get(0).min()).isEqualTo(0L);
    assertThat(columns.get(0).max()).isEqualTo(79_992L);
    assertThat(columns.get(0).numDistinct()).isCloseTo(10_000, within(100.0));
    assertThat(columns.get(1).numDistinct()).isCloseTo(50, within(1.0));
    assertThat(columns.get(2).numDistinct()).isCloseTo(7, within(0.5));
    assertThat(columns.get(2).averageBytes()).isCloseTo(10, within(0.1));
    assertThat(columns.get(3).averageBytes()).isCloseTo(13, within(0.5));
  }

  private ParquetTable write() {
    Path file = folder.resolve("table.parquet");
    try (TestMemory memory = TestMemory.create(64 << 20);
        Batches batches = new Batches(memory);
        MemoryConsumer consumer = memory.consumer("writer");
        ParquetWriter writer =
            new ParquetWriter(
                file, SCHEMA, ParquetWriteOptions.defaults().withRowGroupRows(10_000), consumer)) {
      for (int from = 0; from < NUM_ROWS; from += 2000) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long i = from; i < from + 2000; i++) {
          rows.add(List.of(i / 4 * 8, i * 7 % 50, "a mode: 0" + i % 7, "key " + (100_000_000 + i)));
        }
        writer.write(batches.batch(SCHEMA, rows));
      }
    }
    return ParquetTable.open(file);
  }
}
