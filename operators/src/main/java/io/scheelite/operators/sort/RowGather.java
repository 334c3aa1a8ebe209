package io.scheelite.operators.sort;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Makes batches of rows, column by column, in memory of its own; strings are views into the rows.
 */
final class RowGather {
  private final SortRowLayout layout;
  private final List<VectorTarget> targets = new ArrayList<>();

  RowGather(SortRowLayout layout, ScratchAllocator scratch, int batchSize) {
    this.layout = layout;
    for (int i = 0; i < layout.schema().size(); i++) {
      targets.add(VectorTarget.allocate(scratch, layout.schema().type(i), batchSize));
    }
  }

  /** Sizes of the buffers, in the order of their allocation. */
  static long[] scratchBytes(SortRowLayout layout, int batchSize) {
    return layout.schema().fields().stream()
        .flatMapToLong(
            field -> {
              PhysicalType type = field.type().physicalType();
              return LongStream.of(
                  VectorTarget.valuesBytes(type, batchSize), PhysicalType.BIT.sizeBytes(batchSize));
            })
        .toArray();
  }

  /**
   * A batch of rows, valid until the next call and as long as the rows are.
   *
   * @param rows address of {@code numRows} 64-bit row addresses
   */
  Batch gather(long rows, int numRows) {
    List<ColumnVector> columns = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      columns.add(column(i, rows, numRows));
    }
    return Batch.of(numRows, columns);
  }

  private ColumnVector column(int column, long rows, int numRows) {
    DataType type = layout.schema().type(column);
    PhysicalType physical = type.physicalType();
    VectorTarget target = targets.get(column);
    int offset = layout.columnOffset(column);
    long values = target.valuesAddress();
    switch (physical) {
      case BIT -> gatherBits(rows, numRows, offset, values);
      case INT8 -> gatherBytes(rows, numRows, offset, values);
      case INT16 -> gatherShorts(rows, numRows, offset, values);
      case INT32, FLOAT32 -> gatherInts(rows, numRows, offset, values);
      case INT64, FLOAT64 -> gatherLongs(rows, numRows, offset, values);
      case INT128 -> gatherPairs(rows, numRows, offset, values);
      case VIEW -> gatherStrings(rows, numRows, offset, values);
    }
    boolean nulls =
        layout.schema().field(column).nullable()
            && gatherNulls(rows, numRows, column, target.validityAddress());
    return ColumnVector.flat(type, physical, numRows, values, nulls ? target.validityAddress() : 0);
  }

  private static long slot(long rows, int i, int offset) {
    return NativeMemory.getLong(rows + 8L * i) + offset;
  }

  private static void gatherBits(long rows, int numRows, int offset, long target) {
    for (int start = 0; start < numRows; start += 64) {
      long word = 0;
      int end = Math.min(numRows, start + 64);
      for (int i = start; i < end; i++) {
        word |= (long) NativeMemory.getByte(slot(rows, i, offset)) << (i - start);
      }
      NativeMemory.putLong(target + (start >>> 3), word);
    }
  }

  private static void gatherBytes(long rows, int numRows, int offset, long target) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putByte(target + i, NativeMemory.getByte(slot(rows, i, offset)));
    }
  }

  private static void gatherShorts(long rows, int numRows, int offset, long target) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putShort(target + 2L * i, NativeMemory.getShort(slot(rows, i, offset)));
    }
  }

  private static void gatherInts(long rows, int numRows, int offset, long target) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putInt(target + 4L * i, NativeMemory.getInt(slot(rows, i, offset)));
    }
  }

  private static void gatherLongs(long rows, int numRows, int offset, long target) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putLong(target + 8L * i, NativeMemory.getLong(slot(rows, i, offset)));
    }
  }

  private static void gatherPairs(long rows, int numRows, int offset, long target) {
    for (int i = 0; i < numRows; i++) {
      long from = slot(rows, i, offset);
      NativeMemory.putLong(target + 16L * i, NativeMemory.getLong(from));
      NativeMemory.putLong(target + 16L * i + 8, NativeMemory.getLong(from + 8));
    }
  }

  private static void gatherStrings(long rows, int numRows, int offset, long target) {
    for (int i = 0; i < numRows; i++) {
      long row = NativeMemory.getLong(rows + 8L * i);
      long from = row + offset;
      long to = target + (long) StringView.SIZE_BYTES * i;
      StringView.copy(from, to);
      if (StringView.length(from) > StringView.MAX_INLINE_LENGTH) {
        long bytes = row + NativeMemory.getLong(from + StringView.REST_OFFSET);
        NativeMemory.putLong(to + StringView.REST_OFFSET, bytes);
      }
    }
  }

  /** Writes validity bits; false if no row is null. */
  private static boolean gatherNulls(long rows, int numRows, int column, long target) {
    int offset = column >>> 3;
    int bit = column & 7;
    boolean some = false;
    for (int start = 0; start < numRows; start += 64) {
      long word = 0;
      int end = Math.min(numRows, start + 64);
      for (int i = start; i < end; i++) {
        int isNull = NativeMemory.getByte(slot(rows, i, offset)) >>> bit & 1;
        word |= (isNull ^ 1L) << (i - start);
      }
      some |= word != (end - start == 64 ? -1L : (1L << (end - start)) - 1);
      NativeMemory.putLong(target + (start >>> 3), word);
    }
    return some;
  }
}
