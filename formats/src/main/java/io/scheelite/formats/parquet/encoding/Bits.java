package io.scheelite.formats.parquet.encoding;

import io.scheelite.memory.NativeMemory;

/** Copies and fills runs of bits (least significant first) at any bit position. */
public final class Bits {
  // what one unaligned 64-bit load yields at any bit position
  private static final int BITS_PER_STEP = 56;

  private Bits() {}

  /** Copies {@code count} bits to a bitmap of whole 64-bit words and returns how many are set. */
  public static int copy(long source, long sourceBit, long target, int targetBit, int count) {
    int ones = 0;
    long from = sourceBit;
    int to = targetBit;
    int end = targetBit + count;
    while (to < end) {
      int step = Math.min(Math.min(end - to, 64 - (to & 63)), BITS_PER_STEP);
      long bits = NativeMemory.getLong(source + (from >>> 3)) >>> (from & 7) & ((1L << step) - 1);
      putBits(target, to, bits);
      ones += Long.bitCount(bits);
      from += step;
      to += step;
    }
    return ones;
  }

  /** Sets or clears {@code count} bits. */
  public static void fill(long target, int targetBit, int count, boolean value) {
    int to = targetBit;
    int end = targetBit + count;
    while (to < end) {
      int step = Math.min(end - to, 64 - (to & 63));
      putBits(target, to, value ? -1L >>> (64 - step) : 0);
      to += step;
    }
  }

  /** Keeps the bits below {@code bit} in its word and writes {@code bits} from there on. */
  private static void putBits(long target, int bit, long bits) {
    long address = target + ((long) (bit >>> 6) << 3);
    int shift = bit & 63;
    long kept = shift == 0 ? 0 : NativeMemory.getLong(address) & ((1L << shift) - 1);
    NativeMemory.putLong(address, kept | bits << shift);
  }

  /** Whether bit {@code index} is set. */
  public static boolean isSet(long bitmap, int index) {
    return (NativeMemory.getByte(bitmap + (index >>> 3)) >>> (index & 7) & 1) != 0;
  }
}
