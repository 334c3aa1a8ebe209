package io.scheelite.formats.parquet.encoding;

import io.scheelite.memory.NativeMemory;

/** Unpacks bit-packed unsigned integers (least significant bit first) into 32-bit values. */
public final class BitUnpacking {
  /** Bytes behind the packed data that may be loaded (and are ignored). */
  public static final int SLACK_BYTES = 64;

  /** Widest value. */
  public static final int MAX_BIT_WIDTH = 31;

  private BitUnpacking() {}

  /**
   * Unpacks {@code count} values from number {@code first} on and returns the largest.
   *
   * @param source where value 0 begins
   */
  public static int unpack(long source, long first, int bitWidth, int count, long target) {
    if (bitWidth == 0) {
      NativeMemory.fill(target, 4L * count, (byte) 0);
      return 0;
    }
    int head = (int) Math.min(count, -first & 7);
    int max = unpackSingly(source, first, bitWidth, head, target);
    long at = source + ((first + head) >>> 3) * bitWidth;
    int groups = (count - head) >>> 3;
    long to = target + 4L * head;
    int groupMax =
        switch ((bitWidth - 1) >>> 3) {
          case 0 -> unpackTo8(at, bitWidth, groups, to);
          case 1 -> unpackTo16(at, bitWidth, groups, to);
          default -> unpackSingly(at, 0, bitWidth, groups << 3, to);
        };
    int done = head + (groups << 3);
    int tailMax = unpackSingly(source, first + done, bitWidth, count - done, target + 4L * done);
    return Math.max(Math.max(max, groupMax), tailMax);
  }

  private static int unpackSingly(long source, long first, int bitWidth, int count, long target) {
    long mask = (1L << bitWidth) - 1;
    long bit = first * bitWidth;
    int max = 0;
    for (int i = 0; i < count; i++) {
      int value = (int) (NativeMemory.getLong(source + (bit >>> 3)) >>> (bit & 7) & mask);
      NativeMemory.putInt(target + ((long) i << 2), value);
      max = Math.max(max, value);
      bit += bitWidth;
    }
    return max;
  }

  /** Eight values lie in one word. */
  private static int unpackTo8(long source, int bitWidth, int groups, long target) {
    // two values per 64-bit store; the widening deposit is one instruction
    long lanes = (1L << bitWidth) - 1;
    lanes |= lanes << 32;
    int pair = 2 * bitWidth;
    long maxLow = 0;
    long maxHigh = 0;
    long at = source;
    long to = target;
    for (int i = 0; i < groups; i++) {
      long word = NativeMemory.getLong(at);
      long a = Long.expand(word, lanes);
      long b = Long.expand(word >>> pair, lanes);
      long c = Long.expand(word >>> 2 * pair, lanes);
      long d = Long.expand(word >>> 3 * pair, lanes);
      NativeMemory.putLong(to, a);
      NativeMemory.putLong(to + 8, b);
      NativeMemory.putLong(to + 16, c);
      NativeMemory.putLong(to + 24, d);
      maxHigh = Math.max(Math.max(Math.max(maxHigh, a), Math.max(b, c)), d);
      maxLow = Math.max(Math.max(maxLow, Math.max(a << 32, b << 32)), Math.max(c << 32, d << 32));
      at += bitWidth;
      to += 32;
    }
    return (int) (Math.max(maxLow, maxHigh) >>> 32);
  }

  /** Four values lie in one word. */
  private static int unpackTo16(long source, int bitWidth, int groups, long target) {
    long lanes = (1L << bitWidth) - 1;
    lanes |= lanes << 32;
    int pair = 2 * bitWidth;
    int half = bitWidth >>> 1;
    int halfShift = (bitWidth & 1) << 2;
    long maxLow = 0;
    long maxHigh = 0;
    long at = source;
    long to = target;
    for (int i = 0; i < groups; i++) {
      long first = NativeMemory.getLong(at);
      long second = NativeMemory.getLong(at + half) >>> halfShift;
      long a = Long.expand(first, lanes);
      long b = Long.expand(first >>> pair, lanes);
      long c = Long.expand(second, lanes);
      long d = Long.expand(second >>> pair, lanes);
      NativeMemory.putLong(to, a);
      NativeMemory.putLong(to + 8, b);
      NativeMemory.putLong(to + 16, c);
      NativeMemory.putLong(to + 24, d);
      maxHigh = Math.max(Math.max(Math.max(maxHigh, a), Math.max(b, c)), d);
      maxLow = Math.max(Math.max(maxLow, Math.max(a << 32, b << 32)), Math.max(c << 32, d << 32));
      at += bitWidth;
      to += 32;
    }
    return (int) (Math.max(maxLow, maxHigh) >>> 32);
  }
}
