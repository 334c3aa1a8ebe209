package io.scheelite.formats.parquet.encoding;

import io.scheelite.memory.NativeMemory;

/**
 * Replaces bit-packed codes by the values of a small dictionary in one pass: codes never lie in
 * memory. Each code is checked before it is used. Up to 64 bytes behind the codes may be loaded.
 */
final class CodeGather {
  private CodeGather() {}

  /**
   * Writes the values of {@code count} codes from number {@code first} on.
   *
   * @param source where code 0 begins
   * @return whether all codes are in the dictionary; else some values are not written
   */
  static boolean gather(
      long source, long first, int bitWidth, int count, CodeTable table, long target) {
    int head = (int) Math.min(count, -first & 7);
    int width = table.widthBytes();
    if (!singly(source, first, bitWidth, head, table, target)) {
      return false;
    }
    long at = source + ((first + head) >>> 3) * bitWidth;
    long to = target + (long) head * width;
    int groups = bitWidth > PackedLanes.MAX_SHORT_WIDTH ? 0 : (count - head) >>> 3;
    boolean valid =
        bitWidth <= PackedLanes.MAX_BYTE_WIDTH
            ? byteLanes(at, bitWidth, groups, table, to)
            : shortLanes(at, bitWidth, groups, table, to);
    int done = head + (groups << 3);
    return valid
        && singly(
            source, first + done, bitWidth, count - done, table, target + (long) done * width);
  }

  /** Repeats one value; writes up to seven bytes beyond. */
  static void fill(CodeTable table, int code, int count, long target) {
    long at = table.values() + (long) code * table.widthBytes();
    long pattern =
        switch (table.widthBytes()) {
          case 1 -> (NativeMemory.getByte(at) & 0xFFL) * 0x0101_0101_0101_0101L;
          case 2 -> (NativeMemory.getShort(at) & 0xFFFFL) * 0x0001_0001_0001_0001L;
          default -> (NativeMemory.getInt(at) & 0xFFFF_FFFFL) * 0x0000_0001_0000_0001L;
        };
    long end = target + (long) count * table.widthBytes();
    for (long to = target; to < end; to += Long.BYTES) {
      NativeMemory.putLong(to, pattern);
    }
  }

  private static boolean singly(
      long source, long first, int bitWidth, int count, CodeTable table, long target) {
    long mask = (1L << bitWidth) - 1;
    long bit = first * bitWidth;
    long values = table.values();
    int width = table.widthBytes();
    int size = table.size();
    for (int i = 0; i < count; i++) {
      long code = NativeMemory.getLong(source + (bit >>> 3)) >>> (bit & 7) & mask;
      if (code >= size) {
        return false;
      }
      switch (width) {
        case 1 -> NativeMemory.putByte(target + i, NativeMemory.getByte(values + code));
        case 2 ->
            NativeMemory.putShort(
                target + ((long) i << 1), NativeMemory.getShort(values + (code << 1)));
        default ->
            NativeMemory.putInt(
                target + ((long) i << 2), NativeMemory.getInt(values + (code << 2)));
      }
      bit += bitWidth;
    }
    return true;
  }

  private static boolean byteLanes(
      long source, int bitWidth, int groups, CodeTable table, long target) {
    PackedLanes lanes = PackedLanes.bytes(bitWidth, table.size());
    return switch (table.widthBytes()) {
      case 1 -> bytesByBytes(source, bitWidth, groups, table.values(), lanes, target);
      case 2 -> shortsByBytes(source, bitWidth, groups, table.values(), lanes, target);
      default -> intsByBytes(source, bitWidth, groups, table.values(), lanes, target);
    };
  }

  private static boolean shortLanes(
      long source, int bitWidth, int groups, CodeTable table, long target) {
    PackedLanes lanes = PackedLanes.shorts(bitWidth, table.size());
    return switch (table.widthBytes()) {
      case 1 -> bytesByShorts(source, bitWidth, groups, table.values(), lanes, target);
      case 2 -> shortsByShorts(source, bitWidth, groups, table.values(), lanes, target);
      default -> intsByShorts(source, bitWidth, groups, table.values(), lanes, target);
    };
  }

  private static boolean bytesByBytes(
      long source, int bitWidth, int groups, long values, PackedLanes lanes, long target) {
    long spread = lanes.spread();
    long top = lanes.top();
    long largest = lanes.largest();
    long at = source;
    for (int i = 0; i < groups; i++) {
      long codes = Long.expand(NativeMemory.getLong(at), spread);
      if (((largest - codes) & top) != top) {
        return false;
      }
      long to = target + ((long) i << 3);
      NativeMemory.putByte(to, NativeMemory.getByte(values + (codes & 0xFF)));
      NativeMemory.putByte(to + 1, NativeMemory.getByte(values + (codes >>> 8 & 0xFF)));
      NativeMemory.putByte(to + 2, NativeMemory.getByte(values + (codes >>> 16 & 0xFF)));
      NativeMemory.putByte(to + 3, NativeMemory.getByte(values + (codes >>> 24 & 0xFF)));
      NativeMemory.putByte(to + 4, NativeMemory.getByte(values + (codes >>> 32 & 0xFF)));
      NativeMemory.putByte(to + 5, NativeMemory.getByte(values + (codes >>> 40 & 0xFF)));
      NativeMemory.putByte(to + 6, NativeMemory.getByte(values + (codes >>> 48 & 0xFF)));
      NativeMemory.putByte(to + 7, NativeMemory.getByte(values + (codes >>> 56)));
      at += bitWidth;
    }
    return true;
  }

  private static boolean shortsByBytes(
      long source, int bitWidth, int groups, long values, PackedLanes lanes, long target) {
    long spread = lanes.spread();
    long top = lanes.top();
    long largest = lanes.largest();
    long at = source;
    for (int i = 0; i < groups; i++) {
      long codes = Long.expand(NativeMemory.getLong(at), spread);
      if (((largest - codes) & top) != top) {
        return false;
      }
      long to = target + ((long) i << 4);
      copyShort(values, codes, to);
      copyShort(values, codes >>> 8, to + 2);
      copyShort(values, codes >>> 16, to + 4);
      copyShort(values, codes >>> 24, to + 6);
      copyShort(values, codes >>> 32, to + 8);
      copyShort(values, codes >>> 40, to + 10);
      copyShort(values, codes >>> 48, to + 12);
      copyShort(values, codes >>> 56, to + 14);
      at += bitWidth;
    }
    return true;
  }

  private static void copyShort(long values, long code, long target) {
    NativeMemory.putShort(target, NativeMemory.getShort(values + ((code & 0xFF) << 1)));
  }

  private static boolean intsByBytes(
      long source, int bitWidth, int groups, long values, PackedLanes lanes, long target) {
    long spread = lanes.spread();
    long top = lanes.top();
    long largest = lanes.largest();
    long at = source;
    for (int i = 0; i < groups; i++) {
      long codes = Long.expand(NativeMemory.getLong(at), spread);
      if (((largest - codes) & top) != top) {
        return false;
      }
      long to = target + ((long) i << 5);
      copyInt(values, codes, to);
      copyInt(values, codes >>> 8, to + 4);
      copyInt(values, codes >>> 16, to + 8);
      copyInt(values, codes >>> 24, to + 12);
      copyInt(values, codes >>> 32, to + 16);
      copyInt(values, codes >>> 40, to + 20);
      copyInt(values, codes >>> 48, to + 24);
      copyInt(values, codes >>> 56, to + 28);
      at += bitWidth;
    }
    return true;
  }

  private static void copyInt(long values, long code, long target) {
    NativeMemory.putInt(target, NativeMemory.getInt(values + ((code & 0xFF) << 2)));
  }

  private static boolean bytesByShorts(
      long source, int bitWidth, int groups, long values, PackedLanes lanes, long target) {
    long spread = lanes.spread();
    long top = lanes.top();
    long largest = lanes.largest();
    int half = bitWidth >>> 1;
    int halfShift = (bitWidth & 1) << 2;
    long at = source;
    for (int i = 0; i < groups; i++) {
      long low = Long.expand(NativeMemory.getLong(at), spread);
      long high = Long.expand(NativeMemory.getLong(at + half) >>> halfShift, spread);
      if (((largest - low) & (largest - high) & top) != top) {
        return false;
      }
      long to = target + ((long) i << 3);
      NativeMemory.putByte(to, NativeMemory.getByte(values + (low & 0xFFFF)));
      NativeMemory.putByte(to + 1, NativeMemory.getByte(values + (low >>> 16 & 0xFFFF)));
      NativeMemory.putByte(to + 2, NativeMemory.getByte(values + (low >>> 32 & 0xFFFF)));
      NativeMemory.putByte(to + 3, NativeMemory.getByte(values + (low >>> 48)));
      NativeMemory.putByte(to + 4, NativeMemory.getByte(values + (high & 0xFFFF)));
      NativeMemory.putByte(to + 5, NativeMemory.getByte(values + (high >>> 16 & 0xFFFF)));
      NativeMemory.putByte(to + 6, NativeMemory.getByte(values + (high >>> 32 & 0xFFFF)));
      NativeMemory.putByte(to + 7, NativeMemory.getByte(values + (high >>> 48)));
      at += bitWidth;
    }
    return true;
  }

  private static boolean shortsByShorts(
      long source, int bitWidth, int groups, long values, PackedLanes lanes, long target) {
    long spread = lanes.spread();
    long top = lanes.top();
    long largest = lanes.largest();
    int half = bitWidth >>> 1;
    int halfShift = (bitWidth & 1) << 2;
    long at = source;
    for (int i = 0; i < groups; i++) {
      long low = Long.expand(NativeMemory.getLong(at), spread);
      long high = Long.expand(NativeMemory.getLong(at + half) >>> halfShift, spread);
      if (((largest - low) & (largest - high) & top) != top) {
        return false;
      }
      long to = target + ((long) i << 4);
      copyShortAt(values, low, to);
      copyShortAt(values, low >>> 16, to + 2);
      copyShortAt(values, low >>> 32, to + 4);
      copyShortAt(values, low >>> 48, to + 6);
      copyShortAt(values, high, to + 8);
      copyShortAt(values, high >>> 16, to + 10);
      copyShortAt(values, high >>> 32, to + 12);
      copyShortAt(values, high >>> 48, to + 14);
      at += bitWidth;
    }
    return true;
  }

  private static void copyShortAt(long values, long code, long target) {
    NativeMemory.putShort(target, NativeMemory.getShort(values + ((code & 0xFFFF) << 1)));
  }

  private static boolean intsByShorts(
      long source, int bitWidth, int groups, long values, PackedLanes lanes, long target) {
    long spread = lanes.spread();
    long top = lanes.top();
    long largest = lanes.largest();
    int half = bitWidth >>> 1;
    int halfShift = (bitWidth & 1) << 2;
    long at = source;
    for (int i = 0; i < groups; i++) {
      long low = Long.expand(NativeMemory.getLong(at), spread);
      long high = Long.expand(NativeMemory.getLong(at + half) >>> halfShift, spread);
      if (((largest - low) & (largest - high) & top) != top) {
        return false;
      }
      long to = target + ((long) i << 5);
      copyIntAt(values, low, to);
      copyIntAt(values, low >>> 16, to + 4);
      copyIntAt(values, low >>> 32, to + 8);
      copyIntAt(values, low >>> 48, to + 12);
      copyIntAt(values, high, to + 16);
      copyIntAt(values, high >>> 16, to + 20);
      copyIntAt(values, high >>> 32, to + 24);
      copyIntAt(values, high >>> 48, to + 28);
      at += bitWidth;
    }
    return true;
  }

  private static void copyIntAt(long values, long code, long target) {
    NativeMemory.putInt(target, NativeMemory.getInt(values + ((code & 0xFFFF) << 2)));
  }
}
