package io.scheelite.formats.parquet.encoding;

import io.scheelite.memory.NativeMemory;

/**
 * Decodes the RLE / bit-packing hybrid (Parquet format, "Encodings"): runs of one repeated value,
 * or of bit-packed groups of eight.
 *
 * <pre>
 * run := varint(count &lt;&lt; 1) value in ceil(width / 8) bytes
 *      | varint(groups &lt;&lt; 1 | 1) groups * width bytes
 * </pre>
 */
public final class HybridDecoder {
  private long at;
  private long limit;
  private int bitWidth;
  private long runLeft;
  private boolean repeated;
  private int repeatedValue;
  private long packedAddress;
  private long packedIndex;

  /** Begins with the run at {@code address}. */
  public void reset(long address, long limit, int bitWidth) {
    if (bitWidth > Integer.SIZE || bitWidth < 0) {
      throw outOfRange(bitWidth);
    }
    this.at = address;
    this.limit = limit;
    this.bitWidth = bitWidth;
    this.runLeft = 0;
  }

  /**
   * Writes the next {@code count} codes, 32 bits each.
   *
   * @param size of the dictionary
   * @return whether all codes are smaller than {@code size}
   */
  public boolean decode(int count, int size, long target) {
    if (size == 0) {
      return count == 0;
    }
    int done = 0;
    while (done < count) {
      if (runLeft == 0) {
        nextRun();
      }
      int step = (int) Math.min(runLeft, count - done);
      if (!decodeRun(step, size, target + 4L * done)) {
        return false;
      }
      done += step;
    }
    return true;
  }

  private boolean decodeRun(int count, int size, long target) {
    runLeft -= count;
    if (repeated) {
      int value = repeatedValue;
      for (int i = 0; i < count; i++) {
        NativeMemory.putInt(target + ((long) i << 2), value);
      }
      return value < size;
    }
    packedIndex += count;
    return CodeUnpacking.unpack(packedAddress, packedIndex - count, bitWidth, count, size, target);
  }

  /**
   * Writes the values of the next {@code count} codes; up to seven bytes behind them are
   * overwritten.
   *
   * @param table a narrow one
   * @return whether all codes are in the table
   */
  public boolean gather(int count, CodeTable table, long target) {
    if (table.size() == 0) {
      return count == 0;
    }
    int done = 0;
    while (done < count) {
      if (runLeft == 0) {
        nextRun();
      }
      int step = (int) Math.min(runLeft, count - done);
      if (!gatherRun(step, table, target + (long) done * table.widthBytes())) {
        return false;
      }
      done += step;
    }
    return true;
  }

  private boolean gatherRun(int count, CodeTable table, long target) {
    runLeft -= count;
    if (!repeated) {
      packedIndex += count;
      return CodeGather.gather(packedAddress, packedIndex - count, bitWidth, count, table, target);
    }
    if (repeatedValue >= table.size()) {
      return false;
    }
    CodeGather.fill(table, repeatedValue, count, target);
    return true;
  }

  /** Writes the next {@code count} one-bit values into a bitmap and returns how many are set. */
  public int decodeBits(int count, long target, int targetBit) {
    assert bitWidth == 1;
    int ones = 0;
    int done = 0;
    while (done < count) {
      if (runLeft == 0) {
        nextRun();
      }
      int step = (int) Math.min(runLeft, count - done);
      runLeft -= step;
      if (repeated) {
        Bits.fill(target, targetBit + done, step, repeatedValue != 0);
        ones += repeatedValue == 0 ? 0 : step;
      } else {
        ones += Bits.copy(packedAddress, packedIndex, target, targetBit + done, step);
        packedIndex += step;
      }
      done += step;
    }
    return ones;
  }

  /**
   * Writes into a bitmap which of the next {@code count} levels are the largest one, and returns
   * how many are.
   */
  public int decodeLargest(int count, int largest, long target, int targetBit) {
    if (largest == 1) {
      return decodeBits(count, target, targetBit);
    }
    int ones = 0;
    int done = 0;
    while (done < count) {
      if (runLeft == 0) {
        nextRun();
      }
      int step = (int) Math.min(runLeft, count - done);
      runLeft -= step;
      if (repeated) {
        Bits.fill(target, targetBit + done, step, isLargest(repeatedValue, largest));
        ones += repeatedValue == largest ? step : 0;
      } else {
        for (int i = 0; i < step; i++) {
          boolean marked = isLargest(packedValue(packedIndex + i), largest);
          Bits.fill(target, targetBit + done + i, 1, marked);
          ones += marked ? 1 : 0;
        }
        packedIndex += step;
      }
      done += step;
    }
    return ones;
  }

  private int packedValue(long index) {
    long bit = index * bitWidth;
    return NativeMemory.getInt(packedAddress + (bit >>> 3)) >>> (bit & 7) & (1 << bitWidth) - 1;
  }

  private static boolean isLargest(int level, int largest) {
    if (level > largest) {
      throw new MalformedPageException("level is too large: level=" + level);
    }
    return level == largest;
  }

  /** Leaves out the next {@code count} values. */
  public void skip(int count) {
    int done = 0;
    while (done < count) {
      if (runLeft == 0) {
        nextRun();
      }
      int step = (int) Math.min(runLeft, count - done);
      runLeft -= step;
      packedIndex += step; // of no meaning in a run of one value
      done += step;
    }
  }

  private static MalformedPageException outOfRange(int bitWidth) {
    return new MalformedPageException("bit width is out of range: bitWidth=" + bitWidth);
  }

  private void nextRun() {
    if (bitWidth > CodeUnpacking.MAX_BIT_WIDTH) { // parquet-java writes 32 before pages of nulls
      throw outOfRange(bitWidth);
    }
    do {
      long header = readHeader();
      repeated = (header & 1) == 0;
      if (repeated) {
        runLeft = header >>> 1;
        readRepeatedValue();
      } else {
        startPackedRun(header >>> 1);
      }
    } while (runLeft == 0);
  }

  private long readHeader() {
    long header = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      if (at >= limit) {
        throw new MalformedPageException("run-length data end too early");
      }
      byte next = NativeMemory.getByte(at++);
      header |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return header;
      }
    }
    throw new MalformedPageException("run header is too long");
  }

  private void readRepeatedValue() {
    int size = (bitWidth + 7) >>> 3;
    if (limit - at < size) {
      throw new MalformedPageException("run-length data end too early");
    }
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= (NativeMemory.getByte(at + i) & 0xFFL) << (8 * i);
    }
    if (value >>> bitWidth != 0) {
      throw new MalformedPageException("repeated value exceeds its bit width: value=" + value);
    }
    repeatedValue = (int) value;
    at += size;
  }

  private void startPackedRun(long groups) {
    long size = groups * bitWidth;
    packedAddress = at;
    packedIndex = 0;
    runLeft = groups << 3;
    if (size > limit - at) {
      // some writers do not pad the last run: what is there counts
      runLeft = ((limit - at) << 3) / bitWidth;
      if (runLeft == 0) {
        throw new MalformedPageException("run-length data end too early");
      }
      size = limit - at;
    }
    at += size;
  }
}
