package io.scheelite.formats.parquet.encoding;

import io.scheelite.memory.NativeMemory;

/**
 * Unpacks bit-packed dictionary codes (least significant bit first) into 32-bit codes and checks
 * that the dictionary has them.
 */
public final class CodeUnpacking {
  /** Bytes behind the packed data that may be loaded (and are ignored). */
  public static final int SLACK_BYTES = 64;

  /** Widest code. */
  public static final int MAX_BIT_WIDTH = 31;

  private CodeUnpacking() {}

  /**
   * Unpacks {@code count} codes from number {@code first} on.
   *
   * @param source where code 0 begins
   * @param size of the dictionary
   * @return whether all codes are smaller than {@code size}
   */
  static boolean unpack(long source, long first, int bitWidth, int count, int size, long target) {
    int head = (int) Math.min(count, -first & 7);
    if (!singly(source, first, bitWidth, head, size, target)) {
      return false;
    }
    long at = source + ((first + head) >>> 3) * bitWidth;
    long to = target + 4L * head;
    int groups = bitWidth > PackedLanes.MAX_SHORT_WIDTH ? 0 : (count - head) >>> 3;
    boolean valid =
        bitWidth <= PackedLanes.MAX_BYTE_WIDTH
            ? byBytes(at, bitWidth, groups, PackedLanes.bytes(bitWidth, size), to)
            : byShorts(at, bitWidth, groups, PackedLanes.shorts(bitWidth, size), to);
    int done = head + (groups << 3);
    return valid && singly(source, first + done, bitWidth, count - done, size, target + 4L * done);
  }

  private static boolean singly(
      long source, long first, int bitWidth, int count, int size, long target) {
    long mask = (1L << bitWidth) - 1;
    long bit = first * bitWidth;
    for (int i = 0; i < count; i++) {
      int code = (int) (NativeMemory.getLong(source + (bit >>> 3)) >>> (bit & 7) & mask);
      if (code >= size) {
        return false;
      }
      NativeMemory.putInt(target + ((long) i << 2), code);
      bit += bitWidth;
    }
    return true;
  }

  private static boolean byBytes(
      long source, int bitWidth, int groups, PackedLanes lanes, long target) {
    long spread = lanes.spread();
    long top = lanes.top();
    long largest = lanes.largest();
    // two codes per 64-bit store; the widening deposit is one instruction
    long pairs = spread & 0xFF | (spread & 0xFF) << 32;
    int pair = 2 * bitWidth;
    long at = source;
    for (int i = 0; i < groups; i++) {
      long word = NativeMemory.getLong(at);
      if (((largest - Long.expand(word, spread)) & top) != top) {
        return false;
      }
      long to = target + ((long) i << 5);
      NativeMemory.putLong(to, Long.expand(word, pairs));
      NativeMemory.putLong(to + 8, Long.expand(word >>> pair, pairs));
      NativeMemory.putLong(to + 16, Long.expand(word >>> 2 * pair, pairs));
      NativeMemory.putLong(to + 24, Long.expand(word >>> 3 * pair, pairs));
      at += bitWidth;
    }
    return true;
  }

  private static boolean byShorts(
      long source, int bitWidth, int groups, PackedLanes lanes, long target) {
    long spread = lanes.spread();
    long top = lanes.top();
    long largest = lanes.largest();
    long pairs = spread & 0xFFFF | (spread & 0xFFFF) << 32;
    int pair = 2 * bitWidth;
    int half = bitWidth >>> 1;
    int halfShift = (bitWidth & 1) << 2;
    long at = source;
    for (int i = 0; i < groups; i++) {
      long low = NativeMemory.getLong(at);
      long high = NativeMemory.getLong(at + half) >>> halfShift;
      long checked = (largest - Long.expand(low, spread)) & (largest - Long.expand(high, spread));
      if ((checked & top) != top) {
        return false;
      }
      long to = target + ((long) i << 5);
      NativeMemory.putLong(to, Long.expand(low, pairs));
      NativeMemory.putLong(to + 8, Long.expand(low >>> pair, pairs));
      NativeMemory.putLong(to + 16, Long.expand(high, pairs));
      NativeMemory.putLong(to + 24, Long.expand(high >>> pair, pairs));
      at += bitWidth;
    }
    return true;
  }
}
