package io.scheelite.operators.hash.aggregation;

import io.scheelite.memory.NativeMemory;

/** As {@link ExtremeSlot}, for unsigned 128-bit integers, low half first. */
final class WideExtremeSlot extends StateSlot {
  static final int SIZE_BYTES = 16;

  private final int offset;

  WideExtremeSlot(int offset) {
    this.offset = offset;
  }

  @Override
  void update(BatchGroups groups, ArgumentValues values) {
    long rows = groups.rowsOfAll();
    long address = values.address();
    for (int i = 0; i < values.numRows; i++) {
      raise(NativeMemory.getLong(rows + 8L * i) + offset, address + 16L * i);
    }
  }

  @Override
  void combine(long sources, long targets, int numRows) {
    for (int i = 0; i < numRows; i++) {
      raise(
          NativeMemory.getLong(targets + 8L * i) + offset,
          NativeMemory.getLong(sources + 8L * i) + offset);
    }
  }

  private static void raise(long state, long value) {
    long high = NativeMemory.getLong(value + 8);
    long low = NativeMemory.getLong(value);
    int order = Long.compareUnsigned(high, NativeMemory.getLong(state + 8));
    if (order > 0 || (order == 0 && Long.compareUnsigned(low, NativeMemory.getLong(state)) > 0)) {
      NativeMemory.putLong(state, low);
      NativeMemory.putLong(state + 8, high);
    }
  }
}
