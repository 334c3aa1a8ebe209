package io.scheelite.columnar.kernels;

import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;

/**
 * Finds bytes in bytes, eight positions at a time: a position is looked at closely only where the
 * needle's first and last byte both match. Never reads beyond the two operands.
 */
public final class ByteSearch {
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long SEVEN_BITS = 0x7f7f7f7f7f7f7f7fL;

  private ByteSearch() {}

  /**
   * The first position of the needle, or -1.
   *
   * @param needleSize at least 1
   */
  public static int indexOf(long text, int textSize, long needle, int needleSize) {
    int last = textSize - needleSize;
    if (last < 0) {
      return -1;
    }
    byte first = NativeMemory.getByte(needle);
    if (last < Long.BYTES - 1) {
      return indexInShort(text, last, needle, needleSize, first);
    }
    int distance = needleSize - 1;
    long firstBytes = Byte.toUnsignedLong(first) * LOW_BITS;
    long lastBytes = Byte.toUnsignedLong(NativeMemory.getByte(needle + distance)) * LOW_BITS;
    for (int base = 0; base <= last; base += Long.BYTES) {
      int start = Math.min(base, last - (Long.BYTES - 1)); // the last block overlaps
      long at = text + start;
      long different = NativeMemory.getLong(at) ^ firstBytes;
      different |= NativeMemory.getLong(at + distance) ^ lastBytes;
      long hits = ~(((different & SEVEN_BITS) + SEVEN_BITS) | different | SEVEN_BITS);
      while (hits != 0) {
        int position = Long.numberOfTrailingZeros(hits) >>> 3;
        if (equal(at + position, needle, needleSize)) {
          return start + position;
        }
        hits &= hits - 1;
      }
    }
    return -1;
  }

  private static int indexInShort(long text, int last, long needle, int needleSize, byte first) {
    for (int start = 0; start <= last; start++) {
      if (NativeMemory.getByte(text + start) == first && equal(text + start, needle, needleSize)) {
        return start;
      }
    }
    return -1;
  }

  /** Whether both have the same bytes. */
  public static boolean equal(long a, long b, int size) {
    int i = 0;
    for (; i + Long.BYTES <= size; i += Long.BYTES) {
      if (NativeMemory.getLong(a + i) != NativeMemory.getLong(b + i)) {
        return false;
      }
    }
    int rest = size - i;
    return StringView.loadBytes(a + i, rest) == StringView.loadBytes(b + i, rest);
  }
}
