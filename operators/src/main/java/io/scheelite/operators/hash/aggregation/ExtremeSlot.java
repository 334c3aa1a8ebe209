package io.scheelite.operators.hash.aggregation;

import io.scheelite.memory.NativeMemory;

/**
 * Smallest or largest of values that were mapped to unsigned 64-bit integers, see {@link
 * OrderedNumbers}: keeps the largest of these.
 */
final class ExtremeSlot extends StateSlot {
  static final int SIZE_BYTES = 8;

  private final int offset;

  ExtremeSlot(int offset) {
    this.offset = offset;
  }

  @Override
  void update(BatchGroups groups, ArgumentValues values) {
    if (groups.numGroups() == 1) {
      raise(groups.numbered(0) + offset, values.largestCode());
      return;
    }
    long address = values.address();
    int numRows = values.numRows;
    long rows = groups.rowsOfAll();
    for (int i = 0; i < numRows; i++) {
      raise(NativeMemory.getLong(rows + 8L * i) + offset, NativeMemory.getLong(address + 8L * i));
    }
  }

  @Override
  void combine(long sources, long targets, int numRows) {
    for (int i = 0; i < numRows; i++) {
      raise(
          NativeMemory.getLong(targets + 8L * i) + offset,
          NativeMemory.getLong(NativeMemory.getLong(sources + 8L * i) + offset));
    }
  }

  private static void raise(long state, long value) {
    if (Long.compareUnsigned(value, NativeMemory.getLong(state)) > 0) {
      NativeMemory.putLong(state, value);
    }
  }
}
