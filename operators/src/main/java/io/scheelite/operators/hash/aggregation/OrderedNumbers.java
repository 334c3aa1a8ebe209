package io.scheelite.operators.hash.aggregation;

import io.scheelite.memory.NativeMemory;

/**
 * Maps numbers to unsigned integers of the same order, and back, so that one state serves the
 * extremes of all of them and zero is no value at all.
 *
 * <p>Integers: the sign bit is flipped. Doubles: their bits as in SQL's order, where zeros are
 * equal and NaN is the largest. For the smallest value, all bits are inverted. One integer value
 * does map to zero (the smallest for LARGEST, the largest for SMALLEST): it is what an empty state
 * yields too, so whether there are values is noted elsewhere.
 */
final class OrderedNumbers {
  private OrderedNumbers() {}

  /** What is xor-ed to a signed word of the same order to get its code. */
  static long flip(boolean smallest) {
    return smallest ? Long.MAX_VALUE : Long.MIN_VALUE;
  }

  /** Maps int64 values, in place if the target is the source. */
  static void fromLongs(long values, int numRows, boolean smallest, long target) {
    long flip = flip(smallest);
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putLong(target + 8L * i, NativeMemory.getLong(values + 8L * i) ^ flip);
    }
  }

  /** Maps doubles, in place if the target is the source. */
  static void fromDoubles(long values, int numRows, boolean smallest, long target) {
    long flip = flip(smallest);
    for (int i = 0; i < numRows; i++) {
      double value = NativeMemory.getDouble(values + 8L * i) + 0.0; // -0.0 becomes 0.0
      NativeMemory.putLong(target + 8L * i, signedOrder(Double.doubleToLongBits(value)) ^ flip);
    }
  }

  /** Maps int128 values. */
  static void fromWides(long values, int numRows, boolean smallest, long target) {
    long flip = flip(smallest);
    long flipLow = smallest ? -1 : 0;
    for (int i = 0; i < numRows; i++) {
      long value = values + 16L * i;
      long to = target + 16L * i;
      NativeMemory.putLong(to, NativeMemory.getLong(value) ^ flipLow);
      NativeMemory.putLong(to + 8, NativeMemory.getLong(value + 8) ^ flip);
    }
  }

  /** The integer of a code. */
  static long toLong(long code, boolean smallest) {
    return code ^ flip(smallest);
  }

  /** The double of a code. */
  static double toDouble(long code, boolean smallest) {
    return Double.longBitsToDouble(signedOrder(code ^ flip(smallest)));
  }

  /** Turns bits of doubles to integers of the same signed order, and back. */
  private static long signedOrder(long bits) {
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }
}
