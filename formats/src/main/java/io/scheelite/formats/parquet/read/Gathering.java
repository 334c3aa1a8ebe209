package io.scheelite.formats.parquet.read;

import io.scheelite.formats.parquet.encoding.Bits;
import io.scheelite.memory.NativeMemory;

/**
 * Moves fixed-width values: from a dictionary by codes, and from dense to their rows among nulls.
 */
final class Gathering {
  private Gathering() {}

  /** Writes {@code dictionary[codes[i]]} for all {@code i}; codes are valid. */
  static void gather(long dictionary, long codes, int width, int count, long target) {
    switch (width) {
      case 1 -> gatherBytes(dictionary, codes, count, target);
      case 2 -> gatherShorts(dictionary, codes, count, target);
      case 4 -> gatherInts(dictionary, codes, count, target);
      case 8 -> gatherLongs(dictionary, codes, count, target);
      default -> gatherPairs(dictionary, codes, count, target);
    }
  }

  private static void gatherBytes(long dictionary, long codes, int count, long target) {
    for (int i = 0; i < count; i++) {
      long code = NativeMemory.getInt(codes + ((long) i << 2));
      NativeMemory.putByte(target + i, NativeMemory.getByte(dictionary + code));
    }
  }

  private static void gatherShorts(long dictionary, long codes, int count, long target) {
    for (int i = 0; i < count; i++) {
      long code = NativeMemory.getInt(codes + ((long) i << 2));
      NativeMemory.putShort(
          target + ((long) i << 1), NativeMemory.getShort(dictionary + (code << 1)));
    }
  }

  private static void gatherInts(long dictionary, long codes, int count, long target) {
    for (int i = 0; i < count; i++) {
      long code = NativeMemory.getInt(codes + ((long) i << 2));
      NativeMemory.putInt(target + ((long) i << 2), NativeMemory.getInt(dictionary + (code << 2)));
    }
  }

  private static void gatherLongs(long dictionary, long codes, int count, long target) {
    for (int i = 0; i < count; i++) {
      long code = NativeMemory.getInt(codes + ((long) i << 2));
      NativeMemory.putLong(
          target + ((long) i << 3), NativeMemory.getLong(dictionary + (code << 3)));
    }
  }

  private static void gatherPairs(long dictionary, long codes, int count, long target) {
    for (int i = 0; i < count; i++) {
      long code = NativeMemory.getInt(codes + ((long) i << 2));
      long from = dictionary + (code << 4);
      long to = target + ((long) i << 4);
      NativeMemory.putLong(to, NativeMemory.getLong(from));
      NativeMemory.putLong(to + 8, NativeMemory.getLong(from + 8));
    }
  }

  /**
   * Moves {@code present} dense values to the rows whose bit is set and zeroes the others, in place
   * and from the back, so that nothing is overwritten before it was read.
   *
   * @param bit of row 0 in the bitmap
   */
  static void spread(long values, int width, long validity, int bit, int numRows, int present) {
    int from = present;
    for (int row = numRows - 1; row >= 0; row--) {
      long to = values + (long) row * width;
      if (Bits.isSet(validity, bit + row)) {
        from--;
        move(values + (long) from * width, to, width);
      } else {
        NativeMemory.fill(to, width, (byte) 0);
      }
    }
  }

  private static void move(long from, long to, int width) {
    switch (width) {
      case 1 -> NativeMemory.putByte(to, NativeMemory.getByte(from));
      case 2 -> NativeMemory.putShort(to, NativeMemory.getShort(from));
      case 4 -> NativeMemory.putInt(to, NativeMemory.getInt(from));
      case 8 -> NativeMemory.putLong(to, NativeMemory.getLong(from));
      default -> {
        long low = NativeMemory.getLong(from);
        long high = NativeMemory.getLong(from + 8);
        NativeMemory.putLong(to, low);
        NativeMemory.putLong(to + 8, high);
      }
    }
  }
}
