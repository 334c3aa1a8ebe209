package io.scheelite.formats.text;

import io.scheelite.memory.NativeMemory;

/**
 * Finds bytes in native memory, eight at a time: bit 7 of each byte of a mask says whether the byte
 * of the word is the wanted one (Knuth, The Art of Computer Programming 4A, 7.1.3, in the form that
 * is exact for every byte). Stateless.
 */
public final class ByteSearch {
  private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;
  private static final long ONES = 0x0101010101010101L;

  private ByteSearch() {}

  /** A word of eight times that byte. */
  public static long pattern(byte wanted) {
    return ONES * (wanted & 0xFF);
  }

  /** Marks the bytes of a word that are the pattern's. */
  public static long matches(long word, long pattern) {
    long difference = word ^ pattern;
    return ~(((difference & LOW_BITS) + LOW_BITS) | difference | LOW_BITS);
  }

  /** Which byte a mask marks first. */
  public static int first(long mask) {
    return Long.numberOfTrailingZeros(mask) >>> 3;
  }

  /**
   * The first position of a byte in a range, or {@code to}; seven bytes behind it are read, too.
   */
  public static int find(long address, int from, int to, long pattern) {
    return findEither(address, from, to, pattern, pattern);
  }

  /** The first position of one of two bytes in a range, or {@code to}. */
  public static int findEither(long address, int from, int to, long one, long other) {
    for (int i = from; i < to; i += Long.BYTES) {
      long word = NativeMemory.getLong(address + i);
      long mask = matches(word, one) | (one == other ? 0 : matches(word, other));
      if (mask != 0) {
        return Math.min(to, i + first(mask));
      }
    }
    return to;
  }
}
