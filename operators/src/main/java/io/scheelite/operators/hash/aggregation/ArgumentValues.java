package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.kernels.RangeKernels;

/**
 * The values of one {@link Argument} in one batch, decoded to one width: what {@link StateSlot}s
 * read. Value i belongs to the i-th row of the batch. Reused from batch to batch by {@link
 * ArgumentDecoder}.
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

  /** First value. */
  long address;

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
    minValue = RangeKernels.minInt64(address, numRows);
    maxValue = RangeKernels.maxInt64(address, numRows);
  }
}
