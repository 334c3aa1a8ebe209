package io.scheelite.formats.parquet.encoding;

import io.scheelite.memory.NativeMemory;

/**
 * Decodes definition or repetition levels: the hybrid of runs and packed groups, or in pages of old
 * writers the encoding BIT_PACKED, which begins with the most significant bit of each byte (Parquet
 * format, "Encodings").
 */
public final class LevelDecoder {
  private final HybridDecoder runs = new HybridDecoder();
  private boolean packed;
  private long packedAddress;
  private long bit; // of the next packed level
  private int bitWidth;

  /** Begins with runs of levels of so many bits. */
  public void reset(long address, long limit, int bitWidth) {
    runs.reset(address, limit, bitWidth);
    packed = false;
  }

  /**
   * Begins with packed levels; up to seven bytes behind them may be loaded.
   *
   * @param count how many there are
   * @return where they end
   */
  public long resetPacked(long address, long limit, int bitWidth, int count) {
    long size = ((long) count * bitWidth + 7) >>> 3;
    if (size > limit - address) {
      throw new MalformedPageException("levels exceed their page: bytes=" + size);
    }
    packed = true;
    packedAddress = address;
    bit = 0;
    this.bitWidth = bitWidth;
    return address + size;
  }

  /**
   * Writes the next {@code count} levels, 32 bits each.
   *
   * @return whether all of them are at most {@code largest}
   */
  public boolean decode(int count, int largest, long target) {
    if (!packed) {
      return runs.decode(count, largest + 1, target);
    }
    boolean valid = true;
    for (int i = 0; i < count; i++) {
      int level = next();
      valid &= level <= largest;
      NativeMemory.putInt(target + 4L * i, level);
    }
    return valid;
  }

  /**
   * Writes into a bitmap which of the next {@code count} levels are the largest one, and returns
   * how many are.
   */
  public int decodeLargest(int count, int largest, long target, int targetBit) {
    if (!packed) {
      return runs.decodeLargest(count, largest, target, targetBit);
    }
    int ones = 0;
    for (int i = 0; i < count; i++) {
      int level = next();
      if (level > largest) {
        throw new MalformedPageException("level is too large: level=" + level);
      }
      Bits.fill(target, targetBit + i, 1, level == largest);
      ones += level == largest ? 1 : 0;
    }
    return ones;
  }

  private int next() {
    long word = Long.reverseBytes(NativeMemory.getLong(packedAddress + (bit >>> 3)));
    int level = (int) (word << (bit & 7) >>> (Long.SIZE - bitWidth));
    bit += bitWidth;
    return level;
  }
}
