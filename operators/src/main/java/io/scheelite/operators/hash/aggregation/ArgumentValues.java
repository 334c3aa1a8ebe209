package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.kernels.RangeKernels;
import io.scheelite.memory.NativeMemory;
import org.jspecify.annotations.Nullable;

/**
 * The values of one {@link Argument} in one batch, decoded to one width: what {@link StateSlot}s
 * read. Value i belongs to the i-th row of the batch. Integers are decoded when somebody asks where
 * they lie: their sum or extreme is found in the width in which they came. Reused from batch to
 * batch by {@link ArgumentDecoder}.
 */
final class ArgumentValues {
  /** For slots that look at no argument. */
  static final ArgumentValues ALL_ROWS = new ArgumentValues();

  /** How values lie in memory. */
  enum Width {
    /** There are none: only rows are counted. */
    NONE,
    /** 64-bit integers. */
    LONG,
    /** 128-bit integers, low half first. */
    WIDE,
    /** Doubles. */
    DOUBLE
  }

  /** How values lie at {@link #address}. */
  Width width = Width.NONE;

  private long address;
  private @Nullable Integers integers;

  /** How many, rows that do not count included. */
  int numRows;

  /**
   * Bounds of all values, those of nulls (zero) perhaps not included; only of {@link Width#LONG} in
   * form NUMBER.
   */
  long minValue;

  /** See {@link #minValue}. */
  long maxValue;

  /** Bitmap of the rows that count; 0 where all do. */
  long included;

  /** Rows that do not count. */
  int numExcluded;

  /**
   * Integers that are not decoded.
   *
   * @param column flat
   */
  record Integers(ArgumentDecoder decoder, Argument argument, ColumnVector column) {
    long sum() {
      long from = column.valuesAddress();
      int numRows = column.numRows();
      return switch (column.physicalType()) {
        case INT8 -> RangeKernels.sumInt8(from, numRows);
        case INT16 -> RangeKernels.sumInt16(from, numRows);
        case INT32 -> RangeKernels.sumInt32(from, numRows);
        case INT64 -> RangeKernels.sumInt64(from, numRows);
        case BIT, INT128, FLOAT32, FLOAT64, VIEW -> throw unexpected();
      };
    }

    /** The code that is the largest: of the largest value, or of the smallest. */
    long largestCode() {
      boolean smallest = argument.form() == Argument.Form.SMALLEST;
      return (smallest ? min() : max()) ^ OrderedNumbers.flip(smallest);
    }

    private long min() {
      long from = column.valuesAddress();
      int numRows = column.numRows();
      return switch (column.physicalType()) {
        case INT8 -> RangeKernels.minInt8(from, numRows);
        case INT16 -> RangeKernels.minInt16(from, numRows);
        case INT32 -> RangeKernels.minInt32(from, numRows);
        case INT64 -> RangeKernels.minInt64(from, numRows);
        case BIT, INT128, FLOAT32, FLOAT64, VIEW -> throw unexpected();
      };
    }

    private long max() {
      long from = column.valuesAddress();
      int numRows = column.numRows();
      return switch (column.physicalType()) {
        case INT8 -> RangeKernels.maxInt8(from, numRows);
        case INT16 -> RangeKernels.maxInt16(from, numRows);
        case INT32 -> RangeKernels.maxInt32(from, numRows);
        case INT64 -> RangeKernels.maxInt64(from, numRows);
        case BIT, INT128, FLOAT32, FLOAT64, VIEW -> throw unexpected();
      };
    }

    private AssertionError unexpected() {
      return new AssertionError(column.physicalType());
    }
  }

  /** The first value. */
  long address() {
    Integers later = integers;
    if (later != null) {
      setAddress(later.decoder.decodeIntegers(later));
    }
    return address;
  }

  void setAddress(long address) {
    this.address = address;
    integers = null;
  }

  /** Values that are decoded if somebody asks for their address. */
  void setIntegers(Integers integers) {
    this.integers = integers;
  }

  /** The sum of all values of {@link Width#LONG}, modulo 2^64. */
  long sum() {
    Integers undecoded = integers;
    return undecoded == null ? RangeKernels.sumInt64(address, numRows) : undecoded.sum();
  }

  /** Of values of {@link Width#LONG} in the order of unsigned numbers the largest. */
  long largestCode() {
    Integers undecoded = integers;
    return undecoded == null ? largestUnsigned(address, numRows) : undecoded.largestCode();
  }

  private static long largestUnsigned(long values, int numValues) {
    long largest = Long.MIN_VALUE;
    for (int i = 0; i < numValues; i++) {
      largest = Math.max(largest, NativeMemory.getLong(values + 8L * i) ^ Long.MIN_VALUE);
    }
    return largest ^ Long.MIN_VALUE;
  }

  /** Whether the sum of any of the values fits into 64 bits; looks at all of them if it must. */
  boolean sumsFitLong() {
    if (!boundsFit()) {
      measure();
    }
    return boundsFit();
  }

  private boolean boundsFit() {
    long most = Long.MAX_VALUE / Math.max(1, numRows);
    return minValue >= -most && maxValue <= most;
  }

  /** Finds the bounds by looking at all values. */
  void measure() {
    minValue = RangeKernels.minInt64(address(), numRows);
    maxValue = RangeKernels.maxInt64(address(), numRows);
  }
}
