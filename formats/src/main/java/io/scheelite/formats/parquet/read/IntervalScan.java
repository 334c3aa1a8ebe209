package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.PhysicalType;
import io.scheelite.memory.NativeMemory;

/** Finds the smallest and largest of the integers it is shown. */
final class IntervalScan {
  private long min = Long.MAX_VALUE;
  private long max = Long.MIN_VALUE;

  void reset() {
    min = Long.MAX_VALUE;
    max = Long.MIN_VALUE;
  }

  boolean isEmpty() {
    return min > max;
  }

  long min() {
    return min;
  }

  long max() {
    return max;
  }

  void include(IntervalScan other) {
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  void include(PhysicalType type, long address, int count) {
    switch (type) {
      case INT8 -> includeBytes(address, count);
      case INT16 -> includeShorts(address, count);
      case INT32 -> includeInts(address, count);
      case INT64 -> includeLongs(address, count);
      case BIT, INT128, FLOAT32, FLOAT64, VIEW -> {}
    }
  }

  private void includeBytes(long address, int count) {
    int low = Byte.MAX_VALUE;
    int high = Byte.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      int value = NativeMemory.getByte(address + i);
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    includeBoth(low, high, count);
  }

  private void includeShorts(long address, int count) {
    int low = Short.MAX_VALUE;
    int high = Short.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      int value = NativeMemory.getShort(address + ((long) i << 1));
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    includeBoth(low, high, count);
  }

  private void includeInts(long address, int count) {
    // two chains each, so that the loop does not wait for its own result
    int low = Integer.MAX_VALUE;
    int high = Integer.MIN_VALUE;
    int low2 = low;
    int high2 = high;
    int i = 0;
    for (; i + 1 < count; i += 2) {
      int a = NativeMemory.getInt(address + ((long) i << 2));
      int b = NativeMemory.getInt(address + ((long) i << 2) + 4);
      low = Math.min(low, a);
      high = Math.max(high, a);
      low2 = Math.min(low2, b);
      high2 = Math.max(high2, b);
    }
    if (i < count) {
      int last = NativeMemory.getInt(address + ((long) i << 2));
      low = Math.min(low, last);
      high = Math.max(high, last);
    }
    includeBoth(Math.min(low, low2), Math.max(high, high2), count);
  }

  private void includeLongs(long address, int count) {
    long low = Long.MAX_VALUE;
    long high = Long.MIN_VALUE;
    long low2 = low;
    long high2 = high;
    int i = 0;
    for (; i + 1 < count; i += 2) {
      long a = NativeMemory.getLong(address + ((long) i << 3));
      long b = NativeMemory.getLong(address + ((long) i << 3) + 8);
      low = Math.min(low, a);
      high = Math.max(high, a);
      low2 = Math.min(low2, b);
      high2 = Math.max(high2, b);
    }
    if (i < count) {
      long last = NativeMemory.getLong(address + ((long) i << 3));
      low = Math.min(low, last);
      high = Math.max(high, last);
    }
    includeBoth(Math.min(low, low2), Math.max(high, high2), count);
  }

  private void includeBoth(long low, long high, int count) {
    if (count > 0) {
      min = Math.min(min, low);
      max = Math.max(max, high);
    }
  }
}
