package io.scheelite.formats.parquet.read;

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
    switch (width) {
      case 1 -> spreadBytes(values, validity, bit, numRows, present);
      case 2 -> spreadShorts(values, validity, bit, numRows, present);
      case 4 -> spreadInts(values, validity, bit, numRows, present);
      case 8 -> spreadLongs(values, validity, bit, numRows, present);
      default -> spreadPairs(values, validity, bit, numRows, present);
    }
  }

  // Each ends where all rows in front have values, which are in their places then. A row without a
  // value takes the one that is next in line, masked: nothing to predict.

  private static void spreadBytes(long values, long validity, int bit, int numRows, int present) {
    int from = present;
    for (int row = numRows - 1; from <= row; row--) {
      int set = isSet(validity, bit + row);
      from -= set;
      NativeMemory.putByte(values + row, (byte) (NativeMemory.getByte(values + from) & -set));
    }
  }

  private static void spreadShorts(long values, long validity, int bit, int numRows, int present) {
    int from = present;
    for (int row = numRows - 1; from <= row; row--) {
      int set = isSet(validity, bit + row);
      from -= set;
      short value = (short) (NativeMemory.getShort(values + ((long) from << 1)) & -set);
      NativeMemory.putShort(values + ((long) row << 1), value);
    }
  }

  private static void spreadInts(long values, long validity, int bit, int numRows, int present) {
    int from = present;
    for (int row = numRows - 1; from <= row; row--) {
      int set = isSet(validity, bit + row);
      from -= set;
      int value = NativeMemory.getInt(values + ((long) from << 2)) & -set;
      NativeMemory.putInt(values + ((long) row << 2), value);
    }
  }

  private static void spreadLongs(long values, long validity, int bit, int numRows, int present) {
    int from = present;
    for (int row = numRows - 1; from <= row; row--) {
      int set = isSet(validity, bit + row);
      from -= set;
      long value = NativeMemory.getLong(values + ((long) from << 3)) & -set;
      NativeMemory.putLong(values + ((long) row << 3), value);
    }
  }

  private static void spreadPairs(long values, long validity, int bit, int numRows, int present) {
    int from = present;
    for (int row = numRows - 1; from <= row; row--) {
      int set = isSet(validity, bit + row);
      from -= set;
      long source = values + ((long) from << 4);
      long low = NativeMemory.getLong(source) & -set;
      long high = NativeMemory.getLong(source + 8) & -set;
      long target = values + ((long) row << 4);
      NativeMemory.putLong(target, low);
      NativeMemory.putLong(target + 8, high);
    }
  }

  private static int isSet(long bitmap, int bit) {
    return NativeMemory.getByte(bitmap + (bit >> 3)) >> (bit & 7) & 1;
  }
}
