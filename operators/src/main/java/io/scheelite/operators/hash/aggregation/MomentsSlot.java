package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.memory.NativeMemory;

/**
 * Number, mean and sum of squared distances from the mean of floating-point numbers. Welford's
 * method adds one value, Chan's merges two states: neither subtracts large sums from each other, so
 * that values that differ little from a large mean keep their variance.
 *
 * <pre>
 * offset  0        8        16
 *         +--------+--------+---------+
 *         | number | mean   | squares |
 *         +--------+--------+---------+
 * </pre>
 */
final class MomentsSlot extends StateSlot {
  static final int NUMBER_OFFSET = 0;
  static final int MEAN_OFFSET = 8;
  static final int SQUARES_OFFSET = 16;
  static final int SIZE_BYTES = 24;

  private final int offset;

  MomentsSlot(int offset) {
    this.offset = offset;
  }

  @Override
  void update(BatchGroups groups, ArgumentValues values) {
    long rows = groups.rowsOfAll();
    long address = values.address();
    long included = values.included;
    for (int i = 0; i < values.numRows; i++) {
      if (included == 0 || Bitmap.isSet(included, i)) {
        add(NativeMemory.getLong(rows + 8L * i) + offset, NativeMemory.getDouble(address + 8L * i));
      }
    }
  }

  private static void add(long state, double value) {
    long number = NativeMemory.getLong(state) + 1;
    double mean = NativeMemory.getDouble(state + MEAN_OFFSET);
    double distance = value - mean;
    double newMean = mean + distance / number;
    double squares = NativeMemory.getDouble(state + SQUARES_OFFSET);
    NativeMemory.putLong(state, number);
    NativeMemory.putDouble(state + MEAN_OFFSET, newMean);
    NativeMemory.putDouble(state + SQUARES_OFFSET, squares + distance * (value - newMean));
  }

  @Override
  void combine(long sources, long targets, int numRows) {
    for (int i = 0; i < numRows; i++) {
      merge(
          NativeMemory.getLong(sources + 8L * i) + offset,
          NativeMemory.getLong(targets + 8L * i) + offset);
    }
  }

  private static void merge(long source, long target) {
    long more = NativeMemory.getLong(source);
    long known = NativeMemory.getLong(target);
    if (more == 0) {
      return;
    }
    if (known == 0) {
      NativeMemory.copy(source, target, SIZE_BYTES);
      return;
    }
    long number = known + more;
    double mean = NativeMemory.getDouble(target + MEAN_OFFSET);
    double distance = NativeMemory.getDouble(source + MEAN_OFFSET) - mean;
    double share = (double) more / number;
    double squares =
        NativeMemory.getDouble(target + SQUARES_OFFSET)
            + NativeMemory.getDouble(source + SQUARES_OFFSET)
            + distance * distance * known * share;
    NativeMemory.putLong(target, number);
    NativeMemory.putDouble(target + MEAN_OFFSET, mean + distance * share);
    NativeMemory.putDouble(target + SQUARES_OFFSET, squares);
  }
}
