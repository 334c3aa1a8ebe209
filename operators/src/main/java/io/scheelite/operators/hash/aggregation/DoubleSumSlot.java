package io.scheelite.operators.hash.aggregation;

import io.scheelite.memory.NativeMemory;

/** Sums floating-point numbers: a double. */
final class DoubleSumSlot extends StateSlot {
  static final int SIZE_BYTES = 8;

  private final int offset;

  DoubleSumSlot(int offset) {
    this.offset = offset;
  }

  @Override
  void update(BatchGroups groups, ArgumentValues values) {
    if (groups.areFew()) {
      groups.addDoubles(values.address());
      for (int i = 0; i < groups.numGroups(); i++) {
        add(groups.numbered(i) + offset, groups.doubleSum(i));
      }
      return;
    }
    long rows = groups.rows();
    long address = values.address();
    for (int i = 0; i < groups.numRows(); i++) {
      add(NativeMemory.getLong(rows + 8L * i) + offset, NativeMemory.getDouble(address + 8L * i));
    }
  }

  @Override
  void combine(long sources, long targets, int numRows) {
    for (int i = 0; i < numRows; i++) {
      add(
          NativeMemory.getLong(targets + 8L * i) + offset,
          NativeMemory.getDouble(NativeMemory.getLong(sources + 8L * i) + offset));
    }
  }

  private static void add(long sum, double value) {
    NativeMemory.putDouble(sum, NativeMemory.getDouble(sum) + value);
  }
}
