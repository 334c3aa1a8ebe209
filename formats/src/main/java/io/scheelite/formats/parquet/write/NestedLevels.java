package io.scheelite.formats.parquet.write;

import io.scheelite.formats.parquet.encoding.HybridEncoder;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import io.scheelite.memory.NativeMemory;

/**
 * The levels of the values of a page of a nested column (Parquet format, "Nested Encoding"):
 * repetition levels, then definition levels, each behind its length.
 */
final class NestedLevels {
  /** The most values that a slice of rows is expected to have. */
  static final int SLICE_VALUES = 32 << 10;

  private static final int LENGTH_BYTES = Integer.BYTES;

  private final ParquetColumn.Levels largest;
  private final Buffer repetitions;
  private final Buffer definitions;
  private int numRows;

  NestedLevels(WriterMemory memory, ParquetColumn.Levels largest, int pageValues) {
    this.largest = largest;
    this.repetitions = new Buffer(memory, largest.repetition() == 0 ? 1 : 4L * pageValues);
    this.definitions = new Buffer(memory, largest.definition() == 0 ? 1 : 4L * pageValues);
  }

  /** Rows that begin in the page. */
  int numRows() {
    return numRows;
  }

  /** Appends levels behind the first {@code used}. */
  void append(LeafSlice slice, int from, int to, int used) {
    int count = to - from;
    if (largest.repetition() == 0) {
      numRows += count;
    } else {
      append(slice.repetitions() + 4L * from, count, repetitions, used);
      for (int i = from; i < to; i++) {
        numRows += slice.repetition(i) == 0 ? 1 : 0;
      }
    }
    if (largest.definition() > 0) {
      append(slice.definitions() + 4L * from, count, definitions, used);
    }
  }

  private static void append(long levels, int count, Buffer target, int used) {
    target.ensure(4L * (used + (long) count), 4L * used);
    NativeMemory.copy(levels, target.address() + 4L * used, 4L * count);
  }

  /** Memory that a page of so many values takes beyond what is taken already. */
  long growthBytes(int numValues) {
    return (largest.repetition() == 0 ? 0 : repetitions.growthBytes(4L * numValues))
        + (largest.definition() == 0 ? 0 : definitions.growthBytes(4L * numValues));
  }

  /** The most bytes that {@link #encode} writes. */
  long maxBytes(int numValues) {
    return maxBytes(largest.repetition(), numValues) + maxBytes(largest.definition(), numValues);
  }

  private static long maxBytes(int level, int numValues) {
    return level == 0
        ? 0
        : LENGTH_BYTES + HybridEncoder.maxBytes(numValues, HybridEncoder.bitWidth(level));
  }

  /** Writes the levels of a page, returns the end and begins the next page. */
  long encode(int numValues, long target) {
    numRows = 0;
    long end = encode(repetitions, largest.repetition(), numValues, target);
    return encode(definitions, largest.definition(), numValues, end);
  }

  private static long encode(Buffer levels, int level, int numValues, long target) {
    if (level == 0) {
      return target;
    }
    long end =
        HybridEncoder.encode(
            levels.address(), numValues, HybridEncoder.bitWidth(level), target + LENGTH_BYTES);
    NativeMemory.putInt(target, (int) (end - target - LENGTH_BYTES));
    return end;
  }
}
