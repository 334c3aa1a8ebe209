package io.scheelite.operators.hash.aggregation;

import io.scheelite.memory.NativeMemory;

/** Counts all rows of a group: an int64. */
final class RowCountSlot extends StateSlot {
  static final int SIZE_BYTES = 8;

  private final int offset;

  RowCountSlot(int offset) {
    this.offset = offset;
  }

  @Override
  void update(BatchGroups groups, ArgumentValues values) {
    if (groups.areFew()) {
      groups.countRows();
      for (int i = 0; i < groups.numGroups(); i++) {
        add(groups.numbered(i) + offset, groups.sum(i));
      }
      return;
    }
    long rows = groups.rows();
    for (int i = 0; i < groups.numRows(); i++) {
      add(NativeMemory.getLong(rows + 8L * i) + offset, 1);
    }
  }

  @Override
  void combine(long sources, long targets, int numRows) {
    addCounts(sources, targets, numRows, offset);
  }

  /** Adds the int64 counts of some rows to those of others. */
  static void addCounts(long sources, long targets, int numRows, int offset) {
    for (int i = 0; i < numRows; i++) {
      add(
          NativeMemory.getLong(targets + 8L * i) + offset,
          NativeMemory.getLong(NativeMemory.getLong(sources + 8L * i) + offset));
    }
  }

  private static void add(long count, long more) {
    NativeMemory.putLong(count, NativeMemory.getLong(count) + more);
  }
}
