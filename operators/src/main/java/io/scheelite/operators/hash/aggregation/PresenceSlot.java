package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.memory.NativeMemory;

/** Notes whether any row of a group counts for an argument: a byte, 1 if so. */
final class PresenceSlot extends StateSlot {
  static final int SIZE_BYTES = 1;

  private final int offset;

  PresenceSlot(int offset) {
    this.offset = offset;
  }

  @Override
  void update(BatchGroups groups, ArgumentValues values) {
    if (values.numExcluded > 0) {
      markIncluded(groups, values);
    } else if (groups.areFew()) {
      markNumbered(groups);
    } else {
      long rows = groups.rows();
      for (int i = 0; i < groups.numRows(); i++) {
        NativeMemory.putByte(NativeMemory.getLong(rows + 8L * i) + offset, (byte) 1);
      }
    }
  }

  /** Every numbered group may lack rows in this batch, so only those that have some are marked. */
  private void markNumbered(BatchGroups groups) {
    if (groups.numGroups() == 1) {
      NativeMemory.putByte(groups.numbered(0) + offset, (byte) 1); // a batch has rows
      return;
    }
    for (int i = 0; i < groups.numRows(); i++) {
      NativeMemory.putByte(groups.numbered(groups.numberOf(i)) + offset, (byte) 1);
    }
  }

  private void markIncluded(BatchGroups groups, ArgumentValues values) {
    long rows = groups.rowsOfAll();
    int numRows = values.numRows;
    for (int base = 0; base < numRows; base += Long.SIZE) {
      long included = NativeMemory.getLong(values.included + (base >>> 3));
      if (numRows - base < Long.SIZE) {
        included &= Bitmap.lastWordMask(numRows);
      }
      for (; included != 0; included &= included - 1) {
        int row = base + Long.numberOfTrailingZeros(included);
        NativeMemory.putByte(NativeMemory.getLong(rows + 8L * row) + offset, (byte) 1);
      }
    }
  }

  @Override
  void combine(long sources, long targets, int numRows) {
    for (int i = 0; i < numRows; i++) {
      long target = NativeMemory.getLong(targets + 8L * i) + offset;
      int either =
          NativeMemory.getByte(target)
              | NativeMemory.getByte(NativeMemory.getLong(sources + 8L * i) + offset);
      NativeMemory.putByte(target, (byte) either);
    }
  }
}
