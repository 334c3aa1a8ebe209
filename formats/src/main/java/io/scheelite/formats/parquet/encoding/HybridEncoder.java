package io.scheelite.formats.parquet.encoding;

import io.scheelite.memory.NativeMemory;

/**
 * Encodes integers and bits in the RLE / bit-packing hybrid that {@link HybridDecoder} describes:
 * long bit-packed runs, which decode fastest, interrupted only by long repetitions.
 */
public final class HybridEncoder {
  // shorter repetitions cost more in run headers than they save
  private static final int MIN_REPEATED_GROUPS = 4;

  private HybridEncoder() {}

  /** The most bytes {@link #encode} writes, overwritten ones behind the end included. */
  public static long maxBytes(int count, int bitWidth) {
    long groups = ((long) count + 7) >>> 3;
    return groups * bitWidth + groups / MIN_REPEATED_GROUPS * 16 + 32;
  }

  /** Bits that values up to {@code max} need. */
  public static int bitWidth(int max) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(max);
  }

  /** Encodes {@code count} 32-bit values and returns the end. */
  public static long encode(long values, int count, int bitWidth, long target) {
    int groups = count >>> 3;
    int pendingFrom = 0;
    int group = 0;
    long at = target;
    while (group < groups) {
      int repeated = repeatedGroups(values, group, groups);
      if (repeated < MIN_REPEATED_GROUPS) {
        group += Math.max(1, repeated);
        continue;
      }
      at = packed(values, pendingFrom, group << 3, bitWidth, at);
      at = repeated(NativeMemory.getInt(values + ((long) group << 5)), repeated << 3, bitWidth, at);
      group += repeated;
      pendingFrom = group << 3;
    }
    return packed(values, pendingFrom, count, bitWidth, at);
  }

  /** How many groups of eight from {@code group} on repeat one value. */
  private static int repeatedGroups(long values, int group, int groups) {
    long at = values + ((long) group << 5);
    long pair = NativeMemory.getLong(at);
    if ((int) pair != (int) (pair >>> 32)) {
      return 0;
    }
    int count = 0;
    while (group + count < groups
        && ((NativeMemory.getLong(at) ^ pair)
                | (NativeMemory.getLong(at + 8) ^ pair)
                | (NativeMemory.getLong(at + 16) ^ pair)
                | (NativeMemory.getLong(at + 24) ^ pair))
            == 0) {
      count++;
      at += 32;
    }
    return count;
  }

  private static long packed(long values, int from, int to, int bitWidth, long target) {
    if (from == to) {
      return target;
    }
    long groups = (to - from + 7L) >>> 3;
    long at = BitPacking.putVarint(target, groups << 1 | 1);
    return BitPacking.pack(values + 4L * from, to - from, bitWidth, at);
  }

  private static long repeated(int value, int count, int bitWidth, long target) {
    long at = BitPacking.putVarint(target, (long) count << 1);
    NativeMemory.putInt(at, value);
    return at + ((bitWidth + 7) >>> 3);
  }

  /** The most bytes {@link #encodeBits} writes. */
  public static long maxBitsBytes(int count) {
    return (count >>> 3) + 32L;
  }

  /** Encodes a bitmap; all set is one run. Returns the end. */
  public static long encodeBits(long bitmap, int count, boolean allSet, long target) {
    if (allSet) {
      return repeated(1, count, 1, target);
    }
    int groups = (count + 7) >>> 3;
    long at = BitPacking.putVarint(target, (long) groups << 1 | 1);
    NativeMemory.copy(bitmap, at, groups);
    return at + groups;
  }
}
