package io.scheelite.columnar.kernels;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.memory.NativeMemory;

/** Restores the promise that the slots of null rows hold zero, after a kernel wrote all rows. */
public final class NullSlots {
  private NullSlots() {}

  /** Zeroes the values of null rows; whole words of valid rows cost one test. */
  public static void zero(PhysicalType type, long values, long validity, int numRows) {
    if (type == PhysicalType.BIT) {
      Bitmap.and(values, values, validity, numRows);
      return;
    }
    for (int base = 0; base < numRows; base += 64) {
      long nulls = ~NativeMemory.getLong(validity + (base >>> 3));
      if (numRows - base < 64) {
        nulls &= Bitmap.lastWordMask(numRows);
      }
      while (nulls != 0) {
        int row = base + Long.numberOfTrailingZeros(nulls);
        zeroSlot(values + (long) row * type.widthBytes(), type.widthBytes());
        nulls &= nulls - 1;
      }
    }
  }

  private static void zeroSlot(long slot, int width) {
    switch (width) {
      case 1 -> NativeMemory.putByte(slot, (byte) 0);
      case 2 -> NativeMemory.putShort(slot, (short) 0);
      case 4 -> NativeMemory.putInt(slot, 0);
      case 8 -> NativeMemory.putLong(slot, 0);
      default -> {
        NativeMemory.putLong(slot, 0);
        NativeMemory.putLong(slot + 8, 0);
      }
    }
  }
}
