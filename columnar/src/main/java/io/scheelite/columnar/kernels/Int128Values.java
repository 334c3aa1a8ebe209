package io.scheelite.columnar.kernels;

import io.scheelite.memory.NativeMemory;

/** Compares single 128-bit integers in memory (low half first). */
public final class Int128Values {
  private Int128Values() {}

  /** Whether both are equal. */
  public static boolean equal(long a, long b) {
    return NativeMemory.getLong(a) == NativeMemory.getLong(b)
        && NativeMemory.getLong(a + 8) == NativeMemory.getLong(b + 8);
  }

  /** Whether {@code a} is less than {@code b}. */
  public static boolean less(long a, long b) {
    long highA = NativeMemory.getLong(a + 8);
    long highB = NativeMemory.getLong(b + 8);
    return highA != highB
        ? highA < highB
        : Long.compareUnsigned(NativeMemory.getLong(a), NativeMemory.getLong(b)) < 0;
  }

  /** Whether the number fits into 64 bits. */
  public static boolean fitsInt64(long address) {
    return NativeMemory.getLong(address + 8) == NativeMemory.getLong(address) >> 63;
  }

  /** Writes a number. */
  public static void put(long address, long high, long low) {
    NativeMemory.putLong(address, low);
    NativeMemory.putLong(address + 8, high);
  }
}
