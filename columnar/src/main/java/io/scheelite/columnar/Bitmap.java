package io.scheelite.columnar;

import io.scheelite.memory.NativeMemory;

/**
 * Works on bitmaps in native memory: one bit per row, least significant bit first, padded to whole
 * 64-bit words.
 *
 * <p>Bits beyond the last row are undefined: every method ignores those of its inputs and may write
 * any into its output. Inputs and outputs may be the same bitmap, but not overlap otherwise.
 * Stateless.
 */
public final class Bitmap {
  private Bitmap() {}

  /** Bytes that a bitmap of so many bits takes. */
  public static long sizeBytes(int numBits) {
    return ((numBits + 63L) >>> 6) << 3;
  }

  /** The bits of the last word that belong to rows; all where {@code numBits} fills it. */
  public static long lastWordMask(int numBits) {
    return -1L >>> -numBits;
  }

  /** Whether bit {@code index} is one. */
  public static boolean isSet(long bitmap, int index) {
    return (NativeMemory.getByte(bitmap + (index >>> 3)) >>> (index & 7) & 1) != 0;
  }

  /** Makes bit {@code index} one. */
  public static void set(long bitmap, int index) {
    long address = bitmap + (index >>> 3);
    NativeMemory.putByte(address, (byte) (NativeMemory.getByte(address) | 1 << (index & 7)));
  }

  /** Makes bit {@code index} zero. */
  public static void clear(long bitmap, int index) {
    long address = bitmap + (index >>> 3);
    NativeMemory.putByte(address, (byte) (NativeMemory.getByte(address) & ~(1 << (index & 7))));
  }

  /** Makes all bits equal to {@code value}. */
  public static void fill(long bitmap, int numBits, boolean value) {
    NativeMemory.fill(bitmap, sizeBytes(numBits), (byte) (value ? -1 : 0));
  }

  /** Copies a bitmap. */
  public static void copy(long target, long source, int numBits) {
    NativeMemory.copy(source, target, sizeBytes(numBits));
  }

  /** {@code target = a & b}. */
  public static void and(long target, long a, long b, int numBits) {
    for (long at = 0, end = sizeBytes(numBits); at < end; at += 8) {
      NativeMemory.putLong(
          target + at, NativeMemory.getLong(a + at) & NativeMemory.getLong(b + at));
    }
  }

  /** {@code target = a | b}. */
  public static void or(long target, long a, long b, int numBits) {
    for (long at = 0, end = sizeBytes(numBits); at < end; at += 8) {
      NativeMemory.putLong(
          target + at, NativeMemory.getLong(a + at) | NativeMemory.getLong(b + at));
    }
  }

  /** {@code target = a & ~b}. */
  public static void andNot(long target, long a, long b, int numBits) {
    for (long at = 0, end = sizeBytes(numBits); at < end; at += 8) {
      NativeMemory.putLong(
          target + at, NativeMemory.getLong(a + at) & ~NativeMemory.getLong(b + at));
    }
  }

  /** {@code target = a ^ b}. */
  public static void xor(long target, long a, long b, int numBits) {
    for (long at = 0, end = sizeBytes(numBits); at < end; at += 8) {
      NativeMemory.putLong(
          target + at, NativeMemory.getLong(a + at) ^ NativeMemory.getLong(b + at));
    }
  }

  /** {@code target = ~source}. */
  public static void not(long target, long source, int numBits) {
    for (long at = 0, end = sizeBytes(numBits); at < end; at += 8) {
      NativeMemory.putLong(target + at, ~NativeMemory.getLong(source + at));
    }
  }

  /** Number of ones. */
  public static int count(long bitmap, int numBits) {
    int count = 0;
    int lastWord = numBits >>> 6;
    for (int i = 0; i < lastWord; i++) {
      count += Long.bitCount(NativeMemory.getLong(bitmap + 8L * i));
    }
    if ((numBits & 63) != 0) {
      count += Long.bitCount(NativeMemory.getLong(bitmap + 8L * lastWord) & lastWordMask(numBits));
    }
    return count;
  }

  /** Whether all bits are one. */
  public static boolean allSet(long bitmap, int numBits) {
    int lastWord = numBits >>> 6;
    long zeros = 0;
    for (int i = 0; i < lastWord; i++) {
      zeros |= ~NativeMemory.getLong(bitmap + 8L * i);
    }
    if ((numBits & 63) != 0) {
      zeros |= ~NativeMemory.getLong(bitmap + 8L * lastWord) & lastWordMask(numBits);
    }
    return zeros == 0;
  }

  /** Whether no bit is one. */
  public static boolean noneSet(long bitmap, int numBits) {
    int lastWord = numBits >>> 6;
    long ones = 0;
    for (int i = 0; i < lastWord; i++) {
      ones |= NativeMemory.getLong(bitmap + 8L * i);
    }
    if ((numBits & 63) != 0) {
      ones |= NativeMemory.getLong(bitmap + 8L * lastWord) & lastWordMask(numBits);
    }
    return ones == 0;
  }

  /**
   * Lists the positions of the ones as ascending 16-bit row numbers.
   *
   * @param target room for {@code numBits} row numbers
   * @return how many ones there are
   */
  public static int toSelection(long bitmap, int numBits, long target) {
    long next = target;
    for (int base = 0; base < numBits; base += 64) {
      long word = NativeMemory.getLong(bitmap + (base >>> 3));
      if (numBits - base < 64) {
        word &= lastWordMask(numBits);
      }
      if (word == -1L) {
        for (int i = 0; i < 64; i++) {
          NativeMemory.putShort(next + 2L * i, (short) (base + i));
        }
        next += 128;
      } else {
        while (word != 0) {
          NativeMemory.putShort(next, (short) (base + Long.numberOfTrailingZeros(word)));
          next += 2;
          word &= word - 1;
        }
      }
    }
    return (int) ((next - target) >>> 1);
  }

  /**
   * Keeps the selected rows whose own bit is one.
   *
   * @param bitmap one bit per row of the batch
   * @param target room for as many row numbers as are selected; may be the selection's own address
   * @return how many rows are left
   */
  public static int intersect(Selection selection, long bitmap, long target) {
    long rows = selection.address();
    int kept = 0;
    for (int i = 0; i < selection.numRows(); i++) {
      short row = NativeMemory.getShort(rows + 2L * i);
      int number = Short.toUnsignedInt(row);
      NativeMemory.putShort(target + 2L * kept, row);
      kept += NativeMemory.getByte(bitmap + (number >>> 3)) >>> (number & 7) & 1;
    }
    return kept;
  }

  /**
   * Keeps the i-th selected row where bit i is one: turns a result over gathered (dense) rows back
   * into row numbers of the batch.
   *
   * @param bitmap one bit per selected row
   * @param target room for as many row numbers as are selected; may be the selection's own address
   * @return how many rows are left
   */
  public static int compose(Selection selection, long bitmap, long target) {
    long rows = selection.address();
    int kept = 0;
    for (int i = 0; i < selection.numRows(); i++) {
      NativeMemory.putShort(target + 2L * kept, NativeMemory.getShort(rows + 2L * i));
      kept += NativeMemory.getByte(bitmap + (i >>> 3)) >>> (i & 7) & 1;
    }
    return kept;
  }

  /** Bit {@code i} of the target becomes the source's bit at the i-th 16-bit row number. */
  public static void gather(long target, long source, Selection selection) {
    long rows = selection.address();
    int numRows = selection.numRows();
    for (int base = 0; base < numRows; base += 64) {
      int end = Math.min(64, numRows - base);
      long word = 0;
      for (int i = 0; i < end; i++) {
        int row = Short.toUnsignedInt(NativeMemory.getShort(rows + 2L * (base + i)));
        int bit = NativeMemory.getByte(source + (row >>> 3)) >>> (row & 7) & 1;
        word |= (long) bit << i;
      }
      NativeMemory.putLong(target + (base >>> 3), word);
    }
  }

  /** The target's bit at the i-th 16-bit row number becomes bit {@code i} of the source. */
  public static void scatter(long target, long source, Selection selection) {
    long rows = selection.address();
    for (int i = 0; i < selection.numRows(); i++) {
      int row = Short.toUnsignedInt(NativeMemory.getShort(rows + 2L * i));
      int bit = NativeMemory.getByte(source + (i >>> 3)) >>> (i & 7) & 1;
      long address = target + (row >>> 3);
      int mask = 1 << (row & 7);
      int others = NativeMemory.getByte(address) & ~mask;
      NativeMemory.putByte(address, (byte) (others | bit << (row & 7)));
    }
  }
}
