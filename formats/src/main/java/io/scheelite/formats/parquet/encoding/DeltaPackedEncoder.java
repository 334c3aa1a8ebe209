package io.scheelite.formats.parquet.encoding;

import io.scheelite.memory.NativeMemory;

/** Encodes integers as DELTA_BINARY_PACKED, see {@link DeltaPackedDecoder}. */
public final class DeltaPackedEncoder {
  // long miniblocks decode faster and cost little: four times what is usual
  private static final int BLOCK = 512;
  private static final int MINIBLOCKS = 4;
  private static final int MINIBLOCK = BLOCK / MINIBLOCKS;

  /** Bytes of workspace. */
  public static final int WORKSPACE_BYTES = BLOCK * Long.BYTES;

  private DeltaPackedEncoder() {}

  /** The most bytes {@link #encode} writes. */
  public static long maxBytes(int count) {
    return 64 + (count / BLOCK + 1L) * (16 + MINIBLOCKS + BLOCK * 8L);
  }

  /**
   * Encodes {@code count} values and returns the end.
   *
   * @param wide values have 64 bits instead of 32
   */
  public static long encode(long values, boolean wide, int count, long target, long workspace) {
    long at = BitPacking.putVarint(target, BLOCK);
    at = BitPacking.putVarint(at, MINIBLOCKS);
    at = BitPacking.putVarint(at, count);
    long previous = count == 0 ? 0 : load(values, wide, 0);
    at = BitPacking.putVarint(at, zigzag(previous));
    for (int from = 1; from < count; from += BLOCK) {
      at = encodeBlock(values, wide, from, Math.min(BLOCK, count - from), at, workspace);
    }
    return at;
  }

  private static long encodeBlock(
      long values, boolean wide, int from, int count, long target, long deltas) {
    long previous = load(values, wide, from - 1);
    long smallest = Long.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      long value = load(values, wide, from + i);
      long delta = wide ? value - previous : (int) (value - previous);
      NativeMemory.putLong(deltas + ((long) i << 3), delta);
      smallest = Math.min(smallest, delta);
      previous = value;
    }
    long widths = BitPacking.putVarint(target, zigzag(smallest));
    NativeMemory.putInt(widths, 0);
    long at = widths + MINIBLOCKS;
    for (int i = 0; i * MINIBLOCK < count; i++) {
      long first = deltas + 8L * i * MINIBLOCK;
      int size = Math.min(MINIBLOCK, count - i * MINIBLOCK);
      int width = subtract(first, size, smallest, wide);
      NativeMemory.fill(first + 8L * size, 8L * (MINIBLOCK - size), (byte) 0);
      NativeMemory.putByte(widths + i, (byte) width);
      at = BitPacking.packWide(first, MINIBLOCK, width, at);
    }
    return at;
  }

  /** Makes differences unsigned and returns the bits they need. */
  private static int subtract(long deltas, int count, long smallest, boolean wide) {
    long all = 0;
    for (int i = 0; i < count; i++) {
      long difference = NativeMemory.getLong(deltas + ((long) i << 3)) - smallest;
      difference = wide ? difference : difference & 0xFFFFFFFFL;
      NativeMemory.putLong(deltas + ((long) i << 3), difference);
      all |= difference;
    }
    return Long.SIZE - Long.numberOfLeadingZeros(all);
  }

  private static long load(long values, boolean wide, int index) {
    return wide
        ? NativeMemory.getLong(values + ((long) index << 3))
        : NativeMemory.getInt(values + ((long) index << 2));
  }

  private static long zigzag(long value) {
    return value << 1 ^ value >> 63;
  }
}
