package io.scheelite.formats.parquet.write;

import io.scheelite.memory.NativeMemory;

/**
 * Gives numbers codes in order of appearance: open addressing over codes, half full at most.
 *
 * <pre>
 * slots  := code + 1 (4 bytes) * capacity      0 = free
 * values := value (8 bytes) * size
 * </pre>
 */
final class NumberDictionary {
  /** What {@link #code} returns when the dictionary is full. */
  static final int FULL = -1;

  private static final int FIRST_SLOTS = 1 << 13;

  private final int maxSize;
  private final Buffer slots;
  private final Buffer values;
  private int mask;
  private int size;

  NumberDictionary(WriterMemory memory, int maxSize) {
    this.maxSize = maxSize;
    this.slots = new Buffer(memory, 4L * FIRST_SLOTS);
    this.values = new Buffer(memory, 4L * FIRST_SLOTS);
    reset();
  }

  void reset() {
    mask = FIRST_SLOTS - 1;
    size = 0;
    NativeMemory.fill(slots.address(), 4L * FIRST_SLOTS, (byte) 0);
  }

  int size() {
    return size;
  }

  /** Value {@code i} lies at {@code 8 * i}. */
  long valuesAddress() {
    return values.address();
  }

  int code(long value) {
    long table = slots.address();
    int slot = (int) (value * 0x9E3779B97F4A7C15L >>> 32) & mask;
    while (true) {
      int code = NativeMemory.getInt(table + ((long) slot << 2)) - 1;
      if (code < 0) {
        return add(slot, value);
      }
      if (NativeMemory.getLong(values.address() + ((long) code << 3)) == value) {
        return code;
      }
      slot = (slot + 1) & mask;
    }
  }

  private int add(int slot, long value) {
    if (size >= maxSize) {
      return FULL;
    }
    int code = size++;
    values.ensure(8L * size, 8L * code);
    NativeMemory.putLong(values.address() + 8L * code, value);
    NativeMemory.putInt(slots.address() + ((long) slot << 2), code + 1);
    if (size * 2 > mask) {
      grow();
    }
    return code;
  }

  private void grow() {
    int capacity = (mask + 1) * 2;
    slots.ensure(4L * capacity, 0);
    mask = capacity - 1;
    NativeMemory.fill(slots.address(), 4L * capacity, (byte) 0);
    for (int code = 0; code < size; code++) {
      long value = NativeMemory.getLong(values.address() + 8L * code);
      int slot = (int) (value * 0x9E3779B97F4A7C15L >>> 32) & mask;
      while (NativeMemory.getInt(slots.address() + ((long) slot << 2)) != 0) {
        slot = (slot + 1) & mask;
      }
      NativeMemory.putInt(slots.address() + ((long) slot << 2), code + 1);
    }
  }
}
