package io.scheelite.formats.parquet.encoding;

import io.scheelite.memory.NativeMemory;

/**
 * DELTA_BINARY_PACKED integers: a first value, then blocks of miniblocks of bit-packed differences.
 *
 * <pre>
 * page  := varint(blockSize) varint(miniblocks per block) varint(values) zigzag(first value) block*
 * block := zigzag(smallest difference) width-byte * miniblocks, bit-packed miniblock*
 * </pre>
 */
public final class DeltaPackedDecoder implements ValueDecoder {
  private static final int MAX_BLOCK_VALUES = 1 << 20;
  // two values and a shift by up to seven bits fit 64 bits
  private static final int MAX_PAIRED_WIDTH = 28;

  private final long limit;
  private final boolean wide;
  private long at;
  private int miniblocks;
  private int valuesPerMiniblock;
  private long valuesLeft;
  private long previous;
  private boolean firstPending = true;
  private long minDelta;
  private long widths;
  private int miniblock;
  private int miniblockLeft;
  private int bitWidth;
  private long packedBit;

  /**
   * Reads the header.
   *
   * @param wide values have 64 bits instead of 32
   */
  public DeltaPackedDecoder(long address, long limit, boolean wide) {
    this.at = address;
    this.limit = limit;
    this.wide = wide;
    readHeader();
  }

  private void readHeader() {
    long blockValues = readVarint();
    long count = readVarint();
    valuesLeft = readVarint();
    previous = readZigzag();
    if (blockValues <= 0 || blockValues > MAX_BLOCK_VALUES || count <= 0 || count > blockValues) {
      throw new MalformedPageException("delta block has no sensible size: values=" + blockValues);
    }
    if (blockValues % count != 0 || blockValues / count % 8 != 0 || valuesLeft < 0) {
      throw new MalformedPageException("delta block does not divide: values=" + blockValues);
    }
    miniblocks = (int) count;
    valuesPerMiniblock = (int) (blockValues / count);
    miniblock = miniblocks;
  }

  /** Values not decoded yet. */
  public long valuesLeft() {
    return valuesLeft;
  }

  /** Walks over all values to the first byte behind them; the decoder is spent afterwards. */
  public long skipToEnd() {
    long rest = valuesLeft - (firstPending ? 1 : 0);
    firstPending = false;
    while (rest > 0) {
      nextMiniblock();
      rest -= valuesPerMiniblock;
    }
    valuesLeft = 0;
    return at;
  }

  @Override
  public long decode(int count, long target) {
    if (count > valuesLeft) {
      throw new MalformedPageException("page holds fewer values than its header says");
    }
    valuesLeft -= count;
    int done = 0;
    if (firstPending && count > 0) {
      firstPending = false;
      put(target, 0, previous);
      done = 1;
    }
    while (done < count) {
      if (miniblockLeft == 0) {
        nextMiniblock();
      }
      int step = Math.min(miniblockLeft, count - done);
      if (wide) {
        decodeWide(step, target + 8L * done);
      } else {
        decodeNarrow(step, target + 4L * done);
      }
      miniblockLeft -= step;
      done += step;
    }
    return target;
  }

  private void put(long target, int index, long value) {
    if (wide) {
      NativeMemory.putLong(target + 8L * index, value);
    } else {
      NativeMemory.putInt(target + 4L * index, (int) value);
    }
  }

  private void decodeWide(int count, long target) {
    long value = previous;
    long smallest = minDelta;
    int width = bitWidth;
    long bit = packedBit;
    int i = 0;
    if (width <= MAX_PAIRED_WIDTH) {
      // two differences come with one load
      long mask = (1L << width) - 1;
      int pairs = count & -2;
      for (; i < pairs; i += 2) {
        long both = NativeMemory.getLong(bit >>> 3) >>> (bit & 7);
        value += smallest + (both & mask);
        NativeMemory.putLong(target + ((long) i << 3), value);
        value += smallest + (both >>> width & mask);
        NativeMemory.putLong(target + ((long) i << 3) + 8, value);
        bit += 2L * width;
      }
    }
    for (; i < count; i++) {
      value += smallest + load(bit, width);
      NativeMemory.putLong(target + ((long) i << 3), value);
      bit += width;
    }
    previous = value;
    packedBit = bit;
  }

  private void decodeNarrow(int count, long target) {
    int value = (int) previous;
    int smallest = (int) minDelta;
    int width = bitWidth;
    long bit = packedBit;
    for (int i = 0; i < count; i++) {
      value += smallest + (int) load(bit, width);
      NativeMemory.putInt(target + ((long) i << 2), value);
      bit += width;
    }
    previous = value;
    packedBit = bit;
  }

  /** The {@code width} bits at an absolute bit address (48-bit addresses leave room for it). */
  private static long load(long bit, int width) {
    long address = bit >>> 3;
    int shift = (int) bit & 7;
    long value = NativeMemory.getLong(address) >>> shift;
    if (width > 56 && shift != 0) {
      value |= (long) NativeMemory.getByte(address + 8) << (64 - shift);
    }
    return width == 64 ? value : value & ((1L << width) - 1);
  }

  private void nextMiniblock() {
    if (++miniblock >= miniblocks) {
      minDelta = readZigzag();
      widths = at;
      at += miniblocks;
      miniblock = 0;
      if (at > limit) {
        throw new MalformedPageException("delta block ends too early");
      }
    }
    bitWidth = NativeMemory.getByte(widths + miniblock) & 0xFF;
    long size = (long) valuesPerMiniblock * bitWidth >>> 3;
    if (bitWidth > 64 || size > limit - at) {
      throw new MalformedPageException("delta miniblock exceeds its page: bitWidth=" + bitWidth);
    }
    packedBit = at << 3;
    at += size;
    miniblockLeft = valuesPerMiniblock;
  }

  private long readZigzag() {
    long value = readVarint();
    return value >>> 1 ^ -(value & 1);
  }

  private long readVarint() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at >= limit) {
        throw new MalformedPageException("delta header ends too early");
      }
      byte next = NativeMemory.getByte(at++);
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedPageException("delta header holds too long a number");
  }
}
