package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.memory.NativeMemory;

/**
 * Counts the rows of a group that do not count for an argument: an int64. What is usual, that all
 * rows count, costs nothing.
 */
final class ExclusionSlot extends StateSlot {
  static final int SIZE_BYTES = 8;

  private final int offset;

  ExclusionSlot(int offset) {
    this.offset = offset;
  }

  @Override
  void update(BatchGroups groups, ArgumentValues values) {
    if (values.numExcluded == 0) {
      return;
    }
    long rows = groups.rowsOfAll();
    int numRows = values.numRows;
    for (int base = 0; base < numRows; base += Long.SIZE) {
      long excluded = ~NativeMemory.getLong(values.included + (base >>> 3));
      if (numRows - base < Long.SIZE) {
        excluded &= Bitmap.lastWordMask(numRows);
      }
      for (; excluded != 0; excluded &= excluded - 1) {
        long count =
            NativeMemory.getLong(rows + 8L * (base + Long.numberOfTrailingZeros(excluded)))
                + offset;
        NativeMemory.putLong(count, NativeMemory.getLong(count) + 1);
      }
    }
  }

  @Override
  void combine(long sources, long targets, int numRows) {
    RowCountSlot.addCounts(sources, targets, numRows, offset);
  }
}
