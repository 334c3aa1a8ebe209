package io.scheelite.bench.tpcds;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import io.trino.tpcds.Table;
import io.trino.tpcds.column.Column;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns generated rows of one table, which are text, into batches. Every batch reuses the same
 * memory. Single-threaded.
 */
final class TpcdsBatchBuilder {
  /** The generator's texts have characters of up to two bytes. */
  private static final int BYTES_PER_CHARACTER = 2;

  private final List<Target> targets = new ArrayList<>();

  /** Where a column's values go. */
  private static final class Target {
    final DataType type;
    final long valuesAddress;
    final long validityAddress;
    final long textAddress;
    long textEnd;

    Target(Column column, ScratchAllocator scratch) {
      type = TpcdsTableSchema.type(column.getType());
      PhysicalType physical = type.physicalType();
      valuesAddress = scratch.allocate(physical.sizeBytes(Batch.DEFAULT_NUM_ROWS));
      validityAddress = scratch.allocate(Batch.DEFAULT_NUM_ROWS / Byte.SIZE);
      textAddress = type == DataType.UTF8 ? scratch.allocate(textBytes(column)) : 0;
    }

    private static long textBytes(Column column) {
      long characters = column.getType().getPrecision().orElseThrow();
      return characters * BYTES_PER_CHARACTER * Batch.DEFAULT_NUM_ROWS;
    }

    void begin() {
      textEnd = textAddress;
      NativeMemory.fill(validityAddress, Batch.DEFAULT_NUM_ROWS / Byte.SIZE, (byte) 0);
    }

    void put(int row, @Nullable String text) {
      if (text == null) {
        putZero(row);
        return;
      }
      long bits = validityAddress + row / Byte.SIZE;
      NativeMemory.putByte(bits, (byte) (NativeMemory.getByte(bits) | 1 << row % Byte.SIZE));
      switch (type) {
        case DataType.Decimal decimal -> putDecimal(row, decimal, new BigDecimal(text));
        case DataType _ when type == DataType.UTF8 -> putText(row, text);
        case DataType _ when type == DataType.DATE ->
            putInt(row, (int) LocalDate.parse(text).toEpochDay());
        case DataType _ when type == DataType.INT32 -> putInt(row, Integer.parseInt(text));
        default -> NativeMemory.putLong(valuesAddress + 8L * row, Long.parseLong(text));
      }
    }

    private void putZero(int row) {
      int sizeBytes = Math.toIntExact(type.physicalType().sizeBytes(1));
      NativeMemory.fill(valuesAddress + (long) sizeBytes * row, sizeBytes, (byte) 0);
    }

    private void putInt(int row, int value) {
      NativeMemory.putInt(valuesAddress + 4L * row, value);
    }

    private void putDecimal(int row, DataType.Decimal decimal, BigDecimal value) {
      long unscaled =
          value
              .setScale(decimal.scale(), RoundingMode.UNNECESSARY)
              .unscaledValue()
              .longValueExact();
      NativeMemory.putLong(valuesAddress + 8L * row, unscaled);
    }

    private void putText(int row, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      NativeMemory.copyFromArray(bytes, 0, textEnd, bytes.length);
      StringView.write(valuesAddress + 16L * row, textEnd, bytes.length);
      textEnd += bytes.length;
    }

    ColumnVector vector(int numRows) {
      return ColumnVector.flat(type, type.physicalType(), numRows, valuesAddress, validityAddress);
    }
  }

  /** Takes scratch memory for one batch. */
  TpcdsBatchBuilder(Table table, ScratchAllocator scratch) {
    for (Column column : table.getColumns()) {
      targets.add(new Target(column, scratch));
    }
  }

  /** Takes up to a batch of rows from {@code rows}; an empty batch at the end. */
  Batch next(Iterator<List<List<String>>> rows) {
    targets.forEach(Target::begin);
    int numRows = 0;
    while (numRows < Batch.DEFAULT_NUM_ROWS && rows.hasNext()) {
      // a sale may bring its return along, as a second row
      List<String> values = rows.next().getFirst();
      for (int i = 0; i < targets.size(); i++) {
        targets.get(i).put(numRows, values.get(i));
      }
      numRows++;
    }
    int filled = numRows;
    return Batch.of(filled, targets.stream().map(target -> target.vector(filled)).toList());
  }
}
