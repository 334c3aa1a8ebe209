package io.scheelite.operators.hash.join;

import io.scheelite.columnar.kernels.RangeKernels;

/** The smallest interval that holds the build's keys, where there is one integer key. Mutable. */
final class KeyRange {
  private long min = Long.MAX_VALUE;
  private long max = Long.MIN_VALUE;

  /** Widens it by dense 64-bit values. */
  void add(long values, int numRows) {
    if (numRows > 0) {
      min = Math.min(min, RangeKernels.minInt64(values, numRows));
      max = Math.max(max, RangeKernels.maxInt64(values, numRows));
    }
  }

  /** Widens it by another one. */
  void add(KeyRange other) {
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  long min() {
    return min;
  }

  long max() {
    return max;
  }

  /** How many values it spans; negative if that is more than a long counts, or if it is empty. */
  long size() {
    return max < min ? -1 : max - min + 1;
  }
}
