package io.scheelite.columnar.kernels;

import io.scheelite.columnar.Bitmap;
import io.scheelite.memory.NativeMemory;

/** Gathers bits, and values of rows that may not exist, by 32-bit row numbers. */
final class RowNumberKernels {
  private RowNumberKernels() {}

  /** Bit i of the target becomes the source's bit at row number i. */
  static void gatherBits(long source, long rows, int numRows, long target) {
    for (int base = 0; base < numRows; base += 64) {
      int end = Math.min(64, numRows - base);
      long word = 0;
      for (int i = 0; i < end; i++) {
        int row = NativeMemory.getInt(rows + 4L * (base + i));
        int bit = NativeMemory.getByte(source + (row >>> 3)) >>> (row & 7) & 1;
        word |= (long) bit << i;
      }
      NativeMemory.putLong(target + (base >>> 3), word);
    }
  }

  /** As {@link #gatherBits}, for a validity bitmap that may be 0 and rows that may be negative. */
  static void gatherValidity(long source, long rows, int numRows, long target) {
    for (int base = 0; base < numRows; base += 64) {
      int end = Math.min(64, numRows - base);
      long word = 0;
      for (int i = 0; i < end; i++) {
        int row = NativeMemory.getInt(rows + 4L * (base + i));
        boolean valid = row >= 0 && (source == 0 || Bitmap.isSet(source, row));
        word |= (valid ? 1L : 0L) << i;
      }
      NativeMemory.putLong(target + (base >>> 3), word);
    }
  }

  /** Values of {@code width} bytes (0: bits); zero where the row number is negative. */
  static void gatherOrZero(long source, int width, long rows, int numRows, long target) {
    if (width == 0) {
      gatherBitsOrZero(source, rows, numRows, target);
      return;
    }
    for (int i = 0; i < numRows; i++) {
      int row = NativeMemory.getInt(rows + 4L * i);
      long to = target + (long) width * i;
      long from = source + (long) width * row;
      switch (width) {
        case 1 -> NativeMemory.putByte(to, row < 0 ? 0 : NativeMemory.getByte(from));
        case 2 -> NativeMemory.putShort(to, row < 0 ? 0 : NativeMemory.getShort(from));
        case 4 -> NativeMemory.putInt(to, row < 0 ? 0 : NativeMemory.getInt(from));
        case 8 -> NativeMemory.putLong(to, row < 0 ? 0 : NativeMemory.getLong(from));
        default -> {
          NativeMemory.putLong(to, row < 0 ? 0 : NativeMemory.getLong(from));
          NativeMemory.putLong(to + 8, row < 0 ? 0 : NativeMemory.getLong(from + 8));
        }
      }
    }
  }

  private static void gatherBitsOrZero(long source, long rows, int numRows, long target) {
    for (int base = 0; base < numRows; base += 64) {
      int end = Math.min(64, numRows - base);
      long word = 0;
      for (int i = 0; i < end; i++) {
        int row = NativeMemory.getInt(rows + 4L * (base + i));
        word |= (row >= 0 && Bitmap.isSet(source, row) ? 1L : 0L) << i;
      }
      NativeMemory.putLong(target + (base >>> 3), word);
    }
  }
}
