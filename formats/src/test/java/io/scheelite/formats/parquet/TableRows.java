package io.scheelite.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Encoding;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads tables into Java rows with no more memory than the stated floor, and checks each vector.
 */
public final class TableRows {
  private TableRows() {}

  public static List<List<@Nullable Object>> read(TestMemory memory, TableSource table) {
    return read(memory, table, all(table), List.of(), Batch.DEFAULT_NUM_ROWS);
  }

  public static List<Integer> all(TableSource table) {
    return IntStream.range(0, table.schema().size()).boxed().toList();
  }

  public static List<List<@Nullable Object>> read(
      TestMemory memory,
      TableSource table,
      List<Integer> columns,
      List<Expression> filters,
      int batchSize) {
    ScanRequest request = new ScanRequest(columns, filters, batchSize);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    long floor = table.readerFloorBytes(request);
    for (Split split : table.splits(request)) {
      try (MemoryConsumer consumer = memory.consumer("scan", floor, Reclaimable.NONE);
          SplitReader reader = split.open(consumer)) {
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
          assertThat(batch.numRows()).isBetween(1, batchSize);
          batch.columns().forEach(TableRows::check);
          rows.addAll(Batches.rows(batch));
        }
        assertThat(consumer.reservedBytes()).isLessThanOrEqualTo(floor);
      }
    }
    return rows;
  }

  /** The promises of {@link ColumnVector}. */
  private static void check(ColumnVector vector) {
    int width = vector.physicalType().widthBytes();
    boolean coded = vector.encoding() == Encoding.DICTIONARY;
    for (int row = 0; row < vector.numRows(); row++) {
      long validity = vector.validityAddress();
      boolean isNull =
          validity != 0 && (NativeMemory.getByte(validity + row / 8) >> row % 8 & 1) == 0;
      if (coded) {
        int code = NativeMemory.getInt(vector.valuesAddress() + 4L * row);
        assertThat(code).isBetween(0, isNull ? 0 : vector.dictionary().numRows() - 1);
      } else if (isNull) {
        for (int i = 0; i < width; i++) {
          assertThat(NativeMemory.getByte(vector.valuesAddress() + (long) row * width + i))
              .isZero();
        }
      } else if (vector.physicalType().isNarrowInteger()) {
        int slot = vector.encoding() == Encoding.CONSTANT ? 0 : row;
        assertThat(integer(vector, slot)).isBetween(vector.minValue(), vector.maxValue());
      }
    }
  }

  private static long integer(ColumnVector vector, int row) {
    long address = vector.valuesAddress() + (long) row * vector.physicalType().widthBytes();
    return switch (vector.physicalType().widthBytes()) {
      case 1 -> NativeMemory.getByte(address);
      case 2 -> NativeMemory.getShort(address);
      case 4 -> NativeMemory.getInt(address);
      default -> NativeMemory.getLong(address);
    };
  }
}
