package io.scheelite.operators.hash.aggregation;

import io.scheelite.memory.NativeMemory;
import java.math.BigInteger;

/**
 * Exact sums in two's complement: the states of SUM and AVG over integers and decimals. Values of
 * at most 64 bits are summed in 128 bits, wider ones in 192, so that no sum of fewer than 2^63
 * values overflows and the order of additions makes no difference.
 *
 * <pre>
 * offset  0        8        16          24
 *         +--------+--------+-----------+
 *         | low    | high   | extension |    extension: only for wide values
 *         +--------+--------+-----------+
 * </pre>
 */
final class WideSums {
  static final int LOW_OFFSET = 0;
  static final int HIGH_OFFSET = 8;
  static final int EXTENSION_OFFSET = 16;

  /** Size of a sum of values of at most 64 bits. */
  static final int SIZE_BYTES = 16;

  /** Size of a sum of 128-bit values. */
  static final int WIDE_SIZE_BYTES = 24;

  private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

  private WideSums() {}

  /** Adds the int64 value i to the 128-bit sum at {@code rows[i] + offset}. */
  static void addLongs(long values, long rows, int numRows, int offset) {
    for (int i = 0; i < numRows; i++) {
      add(NativeMemory.getLong(rows + 8L * i) + offset, NativeMemory.getLong(values + 8L * i));
    }
  }

  /** Adds to a 128-bit sum. */
  static void add(long sum, long value) {
    long low = NativeMemory.getLong(sum);
    long result = low + value;
    NativeMemory.putLong(sum, result);
    // most additions leave the high half alone
    long high = (value >> 63) + carry(low, value, result);
    if (high != 0) {
      NativeMemory.putLong(sum + HIGH_OFFSET, NativeMemory.getLong(sum + HIGH_OFFSET) + high);
    }
  }

  /** Adds the int64 value i to the 192-bit sum at {@code rows[i] + offset}. */
  static void addLongsToWide(long values, long rows, int numRows, int offset) {
    for (int i = 0; i < numRows; i++) {
      long value = NativeMemory.getLong(values + 8L * i);
      addWide(NativeMemory.getLong(rows + 8L * i) + offset, value, value >> 63, value >> 63);
    }
  }

  /** Adds the int128 value i to the 192-bit sum at {@code rows[i] + offset}. */
  static void addWides(long values, long rows, int numRows, int offset) {
    for (int i = 0; i < numRows; i++) {
      long value = values + 16L * i;
      long high = NativeMemory.getLong(value + HIGH_OFFSET);
      addWide(
          NativeMemory.getLong(rows + 8L * i) + offset,
          NativeMemory.getLong(value),
          high,
          high >> 63);
    }
  }

  /** Adds three words to a 192-bit sum. */
  static void addWide(long sum, long low, long high, long extension) {
    long oldLow = NativeMemory.getLong(sum);
    long newLow = oldLow + low;
    NativeMemory.putLong(sum, newLow);
    long carryLow = carry(oldLow, low, newLow);
    long oldHigh = NativeMemory.getLong(sum + HIGH_OFFSET);
    long partHigh = oldHigh + high;
    long newHigh = partHigh + carryLow;
    NativeMemory.putLong(sum + HIGH_OFFSET, newHigh);
    long carryHigh = carry(oldHigh, high, partHigh) + carry(partHigh, carryLow, newHigh);
    NativeMemory.putLong(
        sum + EXTENSION_OFFSET,
        NativeMemory.getLong(sum + EXTENSION_OFFSET) + extension + carryHigh);
  }

  /** The carry out of {@code a + b = sum}, unsigned. */
  private static long carry(long a, long b, long sum) {
    return ((a & b) | ((a | b) & ~sum)) >>> 63;
  }

  /** Adds the 128-bit sums of some rows to those of others. */
  static void combine(long sources, long targets, int numRows, int offset) {
    for (int i = 0; i < numRows; i++) {
      long source = NativeMemory.getLong(sources + 8L * i) + offset;
      long target = NativeMemory.getLong(targets + 8L * i) + offset;
      long low = NativeMemory.getLong(source);
      long oldLow = NativeMemory.getLong(target);
      long newLow = oldLow + low;
      NativeMemory.putLong(target, newLow);
      NativeMemory.putLong(
          target + HIGH_OFFSET,
          NativeMemory.getLong(target + HIGH_OFFSET)
              + NativeMemory.getLong(source + HIGH_OFFSET)
              + carry(oldLow, low, newLow));
    }
  }

  /** Adds the 192-bit sums of some rows to those of others. */
  static void combineWide(long sources, long targets, int numRows, int offset) {
    for (int i = 0; i < numRows; i++) {
      long source = NativeMemory.getLong(sources + 8L * i) + offset;
      addWide(
          NativeMemory.getLong(targets + 8L * i) + offset,
          NativeMemory.getLong(source),
          NativeMemory.getLong(source + HIGH_OFFSET),
          NativeMemory.getLong(source + EXTENSION_OFFSET));
    }
  }

  /** Whether a sum fits into 64 bits. */
  static boolean fitsLong(long sum, boolean wide) {
    long sign = NativeMemory.getLong(sum) >> 63;
    return NativeMemory.getLong(sum + HIGH_OFFSET) == sign
        && (!wide || NativeMemory.getLong(sum + EXTENSION_OFFSET) == sign);
  }

  /** Whether a sum fits into 128 bits. */
  static boolean fitsInt128(long sum, boolean wide) {
    return !wide
        || NativeMemory.getLong(sum + EXTENSION_OFFSET)
            == NativeMemory.getLong(sum + HIGH_OFFSET) >> 63;
  }

  /** The exact value. */
  static BigInteger toBigInteger(long sum, boolean wide) {
    BigInteger low = unsigned(NativeMemory.getLong(sum));
    long high = NativeMemory.getLong(sum + HIGH_OFFSET);
    if (!wide) {
      return BigInteger.valueOf(high).shiftLeft(64).add(low);
    }
    BigInteger extension = BigInteger.valueOf(NativeMemory.getLong(sum + EXTENSION_OFFSET));
    return extension.shiftLeft(128).add(unsigned(high).shiftLeft(64)).add(low);
  }

  private static BigInteger unsigned(long word) {
    BigInteger value = BigInteger.valueOf(word);
    return word < 0 ? value.add(TWO_TO_64) : value;
  }
}
