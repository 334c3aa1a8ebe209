package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.memory.NativeMemory;

/** Knows from a group's row whether any input row counted for an aggregate. */
sealed interface Presence {
  /** Whether the group has a value. */
  boolean isPresent(long row);

  /**
   * Validity of the values of many groups.
   *
   * @param rows addresses of the groups' rows
   * @param target room for a bitmap
   * @return the bitmap's address, or 0 where all have values
   */
  default long validity(long rows, int numRows, long target) {
    for (int base = 0; base < numRows; base += Long.SIZE) {
      int end = Math.min(Long.SIZE, numRows - base);
      long word = 0;
      for (int i = 0; i < end; i++) {
        word |= (isPresent(NativeMemory.getLong(rows + 8L * (base + i))) ? 1L : 0L) << i;
      }
      NativeMemory.putLong(target + (base >>> 3), word);
    }
    return Bitmap.allSet(target, numRows) ? 0 : target;
  }

  /** Every group has rows, and all of them count. */
  record Always() implements Presence {
    @Override
    public boolean isPresent(long row) {
      return true;
    }

    @Override
    public long validity(long rows, int numRows, long target) {
      return 0;
    }
  }

  /** The group was marked by a {@link PresenceSlot}. */
  record Marked(int offset) implements Presence {
    @Override
    public boolean isPresent(long row) {
      return NativeMemory.getByte(row + offset) != 0;
    }
  }

  /** There are rows that were not excluded. */
  record Counted(RowCount count) implements Presence {
    @Override
    public boolean isPresent(long row) {
      return count.of(row) > 0;
    }
  }

  /**
   * How many rows of a group count.
   *
   * @param rowsOffset where a {@link RowCountSlot} counts all rows
   * @param excludedOffset where an {@link ExclusionSlot} counts those that do not, or -1
   */
  record RowCount(int rowsOffset, int excludedOffset) {
    long of(long row) {
      long all = NativeMemory.getLong(row + rowsOffset);
      return excludedOffset < 0 ? all : all - NativeMemory.getLong(row + excludedOffset);
    }
  }
}
