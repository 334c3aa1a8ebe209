package io.scheelite.operators.sort;

import io.scheelite.columnar.PhysicalType;
import io.scheelite.memory.NativeMemory;

/**
 * Reads values into 64-bit words whose order is that of the values: signed for numbers, unsigned
 * for strings. One loop per physical type.
 */
final class OrderedWords {
  private static final int VIEW_BYTES = 16;
  private static final int INLINE_BYTES = 12;

  private OrderedWords() {}

  /**
   * The values themselves; of 128-bit integers the low half, of strings the first 8 bytes.
   *
   * @param values the values
   * @param indexes 32-bit positions among the values, {@code numRows} of them
   * @param words where {@code numRows} words go
   */
  static void read(PhysicalType type, long values, long indexes, long words, int numRows) {
    switch (type) {
      case BIT -> readBits(values, indexes, words, numRows);
      case INT8 -> readBytes(values, indexes, words, numRows);
      case INT16 -> readShorts(values, indexes, words, numRows);
      case INT32 -> readInts(values, indexes, words, numRows);
      case INT64 -> readLongs(values, 3, indexes, words, numRows);
      case INT128 -> readLongs(values, 4, indexes, words, numRows);
      case FLOAT32 -> readFloats(values, indexes, words, numRows);
      case FLOAT64 -> readDoubles(values, indexes, words, numRows);
      case VIEW -> readStrings(values, 0, indexes, words, numRows);
    }
  }

  /**
   * The other half of a 16-byte key: of integers the high 64 bits, of strings the bytes 8 to 15.
   */
  static void readSecond(PhysicalType type, long values, long indexes, long words, int numRows) {
    switch (type) {
      case INT128 -> readLongs(values + 8, 4, indexes, words, numRows);
      case VIEW -> readStrings(values, 8, indexes, words, numRows);
      case BIT, INT8, INT16, INT32, INT64, FLOAT32, FLOAT64 -> {
        read(type, values, indexes, words, numRows);
        for (int i = 0; i < numRows; i++) {
          NativeMemory.putLong(words + 8L * i, NativeMemory.getLong(words + 8L * i) >> 63);
        }
      }
    }
  }

  private static long index(long indexes, int row) {
    return NativeMemory.getInt(indexes + 4L * row);
  }

  private static void readBits(long values, long indexes, long words, int numRows) {
    for (int i = 0; i < numRows; i++) {
      long bit = index(indexes, i);
      int value = NativeMemory.getByte(values + (bit >>> 3)) >>> (bit & 7) & 1;
      NativeMemory.putLong(words + 8L * i, value);
    }
  }

  private static void readBytes(long values, long indexes, long words, int numRows) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putLong(words + 8L * i, NativeMemory.getByte(values + index(indexes, i)));
    }
  }

  private static void readShorts(long values, long indexes, long words, int numRows) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putLong(words + 8L * i, NativeMemory.getShort(values + 2 * index(indexes, i)));
    }
  }

  private static void readInts(long values, long indexes, long words, int numRows) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putLong(words + 8L * i, NativeMemory.getInt(values + 4 * index(indexes, i)));
    }
  }

  private static void readLongs(long values, int shift, long indexes, long words, int numRows) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putLong(
          words + 8L * i, NativeMemory.getLong(values + (index(indexes, i) << shift)));
    }
  }

  private static void readFloats(long values, long indexes, long words, int numRows) {
    for (int i = 0; i < numRows; i++) {
      float value = NativeMemory.getFloat(values + 4 * index(indexes, i)) + 0.0f; // −0 becomes 0
      int bits = Float.floatToIntBits(value);
      NativeMemory.putLong(words + 8L * i, bits ^ (bits >> 31 & Integer.MAX_VALUE));
    }
  }

  private static void readDoubles(long values, long indexes, long words, int numRows) {
    for (int i = 0; i < numRows; i++) {
      double value = NativeMemory.getDouble(values + 8 * index(indexes, i)) + 0.0; // −0 becomes 0
      long bits = Double.doubleToLongBits(value);
      NativeMemory.putLong(words + 8L * i, bits ^ (bits >> 63 & Long.MAX_VALUE));
    }
  }

  private static void readStrings(long views, int from, long indexes, long words, int numRows) {
    for (int i = 0; i < numRows; i++) {
      long view = views + VIEW_BYTES * index(indexes, i);
      NativeMemory.putLong(words + 8L * i, stringWord(view, from));
    }
  }

  /** Eight bytes of the string from {@code from} on, big-endian, zero where it has ended. */
  private static long stringWord(long view, int from) {
    int length = NativeMemory.getInt(view);
    int left = length - from;
    if (left <= 0) {
      return 0;
    }
    long bytes = (length <= INLINE_BYTES ? view + 4 : NativeMemory.getLong(view + 8)) + from;
    if (left >= 8) {
      return Long.reverseBytes(NativeMemory.getLong(bytes));
    }
    long word = 0;
    for (int i = 0; i < left; i++) {
      word |= (NativeMemory.getByte(bytes + i) & 0xFFL) << (56 - 8 * i);
    }
    return word;
  }
}
