package io.scheelite.formats.parquet.encoding;

import io.scheelite.memory.NativeMemory;

/** Packs unsigned integers into bits, least significant first. */
final class BitPacking {
  private BitPacking() {}

  /**
   * Packs {@code count} 32-bit values, padded with zeros to a multiple of eight, and returns the
   * end. Up to eight bytes behind the end are overwritten.
   */
  static long pack(long values, int count, int bitWidth, long target) {
    long pending = 0;
    int bits = 0;
    long to = target;
    for (int i = 0; i < count; i++) {
      long value = NativeMemory.getInt(values + ((long) i << 2)) & 0xFFFFFFFFL;
      pending |= value << bits;
      bits += bitWidth;
      if (bits >= Long.SIZE) {
        NativeMemory.putLong(to, pending);
        to += Long.BYTES;
        bits -= Long.SIZE;
        pending = bits == 0 ? 0 : value >>> (bitWidth - bits);
      }
    }
    NativeMemory.putLong(to, pending);
    return target + (long) ((count + 7) >>> 3) * bitWidth;
  }

  /** As {@link #pack}, of 64-bit values of up to 64 bits each. */
  static long packWide(long values, int count, int bitWidth, long target) {
    long pending = 0;
    int bits = 0;
    long to = target;
    for (int i = 0; i < count; i++) {
      long value = NativeMemory.getLong(values + ((long) i << 3));
      pending |= value << bits;
      bits += bitWidth;
      if (bits >= Long.SIZE) {
        NativeMemory.putLong(to, pending);
        to += Long.BYTES;
        bits -= Long.SIZE;
        pending = bits == 0 ? 0 : value >>> (bitWidth - bits);
      }
    }
    NativeMemory.putLong(to, pending);
    return target + (long) ((count + 7) >>> 3) * bitWidth;
  }

  static long putVarint(long target, long value) {
    long at = target;
    long rest = value;
    while ((rest & -0x80L) != 0) {
      NativeMemory.putByte(at++, (byte) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    NativeMemory.putByte(at++, (byte) rest);
    return at;
  }
}
