package io.scheelite.operators.window;

import io.scheelite.memory.NativeMemory;
import java.math.BigInteger;

/**
 * A sum of integers of up to 128 bits and the number of its terms, in 192 bits of two's complement:
 * exact for fewer than 2^63 terms, so that the sum of a frame is the difference of two sums.
 *
 * <pre>
 *  0       8        16       24          32
 *  +-------+--------+--------+-----------+
 *  | count | low    | high   | extension |
 *  +-------+--------+--------+-----------+
 * </pre>
 */
final class ExactSum {
  static final int SIZE_BYTES = 32;

  /** Where only the count is wanted. */
  static final int COUNT_BYTES = 8;

  private static final int LOW_OFFSET = 8;
  private static final int HIGH_OFFSET = 16;
  private static final int EXTENSION_OFFSET = 24;
  private static final BigInteger WORD = BigInteger.ONE.shiftLeft(64);

  private final boolean summed;
  private long count;
  private long low;
  private long high;
  private long extension;

  /**
   * @param summed whether more than the count is wanted
   */
  ExactSum(boolean summed) {
    this.summed = summed;
  }

  void clear() {
    count = 0;
    low = 0;
    high = 0;
    extension = 0;
  }

  void addCount(long rows) {
    count += rows;
  }

  void add(long lowWord, long highWord) {
    count++;
    add(lowWord, highWord, highWord >> 63);
  }

  private void add(long lowWord, long highWord, long extensionWord) {
    long newLow = low + lowWord;
    long carry = Long.compareUnsigned(newLow, low) < 0 ? 1 : 0;
    long partHigh = high + highWord;
    long newHigh = partHigh + carry;
    long carryHigh =
        (Long.compareUnsigned(partHigh, high) < 0 ? 1L : 0L)
            + (Long.compareUnsigned(newHigh, partHigh) < 0 ? 1L : 0L);
    low = newLow;
    high = newHigh;
    extension += extensionWord + carryHigh;
  }

  /** Adds a stored sum. */
  void addStored(long address) {
    count += NativeMemory.getLong(address);
    if (summed) {
      add(
          NativeMemory.getLong(address + LOW_OFFSET),
          NativeMemory.getLong(address + HIGH_OFFSET),
          NativeMemory.getLong(address + EXTENSION_OFFSET));
    }
  }

  /** Takes a stored sum, whose terms are all in here, out again. */
  void subtractStored(long address) {
    count -= NativeMemory.getLong(address);
    if (!summed) {
      return;
    }
    long otherLow = NativeMemory.getLong(address + LOW_OFFSET);
    long otherHigh = NativeMemory.getLong(address + HIGH_OFFSET);
    long borrow = Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0;
    long partHigh = high - otherHigh;
    long borrowHigh =
        (Long.compareUnsigned(high, otherHigh) < 0 ? 1L : 0L)
            + (Long.compareUnsigned(partHigh, borrow) < 0 ? 1L : 0L);
    low -= otherLow;
    high = partHigh - borrow;
    extension -= NativeMemory.getLong(address + EXTENSION_OFFSET) + borrowHigh;
  }

  void store(long address) {
    NativeMemory.putLong(address, count);
    if (summed) {
      NativeMemory.putLong(address + LOW_OFFSET, low);
      NativeMemory.putLong(address + HIGH_OFFSET, high);
      NativeMemory.putLong(address + EXTENSION_OFFSET, extension);
    }
  }

  long count() {
    return count;
  }

  long low() {
    return low;
  }

  long high() {
    return high;
  }

  boolean fitsLong() {
    return high == low >> 63 && extension == high;
  }

  boolean fitsWide() {
    return extension == high >> 63;
  }

  BigInteger value() {
    BigInteger words = BigInteger.valueOf(extension).multiply(WORD).add(unsigned(high));
    return words.multiply(WORD).add(unsigned(low));
  }

  private static BigInteger unsigned(long word) {
    BigInteger value = BigInteger.valueOf(word);
    return word < 0 ? value.add(WORD) : value;
  }
}
