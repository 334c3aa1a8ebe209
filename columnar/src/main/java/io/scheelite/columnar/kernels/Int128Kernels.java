package io.scheelite.columnar.kernels;

import io.scheelite.memory.NativeMemory;

/**
 * Computes on 128-bit integers (low half first). Results wrap around; every method returns whether
 * a row, perhaps a null one, overflowed.
 */
public final class Int128Kernels {
  private Int128Kernels() {}

  /** {@code left + right}. */
  public static boolean add(long left, long right, int numRows, long target) {
    long overflow = 0;
    for (int i = 0; i < numRows; i++) {
      long at = 16L * i;
      long leftLow = NativeMemory.getLong(left + at);
      long leftHigh = NativeMemory.getLong(left + at + 8);
      long rightHigh = NativeMemory.getLong(right + at + 8);
      long low = leftLow + NativeMemory.getLong(right + at);
      long carry = Long.compareUnsigned(low, leftLow) < 0 ? 1 : 0;
      long high = leftHigh + rightHigh + carry;
      overflow |= (leftHigh ^ high) & (rightHigh ^ high);
      Int128Values.put(target + at, high, low);
    }
    return overflow < 0;
  }

  /** {@code left - right}. */
  public static boolean subtract(long left, long right, int numRows, long target) {
    long overflow = 0;
    for (int i = 0; i < numRows; i++) {
      long at = 16L * i;
      long leftLow = NativeMemory.getLong(left + at);
      long leftHigh = NativeMemory.getLong(left + at + 8);
      long rightLow = NativeMemory.getLong(right + at);
      long rightHigh = NativeMemory.getLong(right + at + 8);
      long borrow = Long.compareUnsigned(leftLow, rightLow) < 0 ? 1 : 0;
      long high = leftHigh - rightHigh - borrow;
      overflow |= (leftHigh ^ rightHigh) & (leftHigh ^ high);
      Int128Values.put(target + at, high, leftLow - rightLow);
    }
    return overflow < 0;
  }

  /** Products of 64-bit integers, which cannot overflow. */
  public static void multiplyInt64(long left, long right, int numRows, long target) {
    for (int i = 0; i < numRows; i++) {
      long l = NativeMemory.getLong(left + 8L * i);
      long r = NativeMemory.getLong(right + 8L * i);
      Int128Values.put(target + 16L * i, Math.multiplyHigh(l, r), l * r);
    }
  }

  /** {@code left * right}. */
  public static boolean multiply(long left, long right, int numRows, long target) {
    boolean overflow = false;
    for (int i = 0; i < numRows; i++) {
      long at = 16L * i;
      overflow |= multiplyOne(left + at, right + at, target + at);
    }
    return overflow;
  }

  /** {@code values * factor} for a factor that is not negative. */
  public static boolean multiplyConstant(long values, long factor, int numRows, long target) {
    boolean overflow = false;
    for (int i = 0; i < numRows; i++) {
      long at = 16L * i;
      long low = NativeMemory.getLong(values + at);
      long high = NativeMemory.getLong(values + at + 8);
      if (high == low >> 63) {
        Int128Values.put(target + at, Math.multiplyHigh(low, factor), low * factor);
      } else {
        overflow |= multiplyMagnitudes(high, low, 0, factor, target + at);
      }
    }
    return overflow;
  }

  private static boolean multiplyOne(long left, long right, long target) {
    long leftLow = NativeMemory.getLong(left);
    long leftHigh = NativeMemory.getLong(left + 8);
    long rightLow = NativeMemory.getLong(right);
    long rightHigh = NativeMemory.getLong(right + 8);
    if (leftHigh == leftLow >> 63 && rightHigh == rightLow >> 63) {
      Int128Values.put(target, Math.multiplyHigh(leftLow, rightLow), leftLow * rightLow);
      return false;
    }
    return multiplyMagnitudes(leftHigh, leftLow, rightHigh, rightLow, target);
  }

  /** Schoolbook product of the absolute values, then the sign; 2^127 counts as overflow. */
  private static boolean multiplyMagnitudes(
      long leftHigh, long leftLow, long rightHigh, long rightLow, long target) {
    boolean negative = (leftHigh ^ rightHigh) < 0;
    long aLow = leftHigh < 0 ? -leftLow : leftLow;
    long aHigh = leftHigh < 0 ? ~leftHigh + (leftLow == 0 ? 1 : 0) : leftHigh;
    long bLow = rightHigh < 0 ? -rightLow : rightLow;
    long bHigh = rightHigh < 0 ? ~rightHigh + (rightLow == 0 ? 1 : 0) : rightHigh;
    long cross = aHigh * bLow + aLow * bHigh;
    long low = aLow * bLow;
    long middle = Math.unsignedMultiplyHigh(aLow, bLow);
    long high = middle + cross;
    boolean overflow =
        (aHigh != 0 && bHigh != 0)
            || Math.unsignedMultiplyHigh(aHigh, bLow) != 0
            || Math.unsignedMultiplyHigh(aLow, bHigh) != 0
            || Long.compareUnsigned(high, middle) < 0
            || high < 0;
    if (negative) {
      Int128Values.put(target, ~high + (low == 0 ? 1 : 0), -low);
    } else {
      Int128Values.put(target, high, low);
    }
    return overflow;
  }

  /** Whether the absolute value of a row is above a limit that is not negative. */
  public static boolean exceeds(long values, int numRows, long limitHigh, long limitLow) {
    boolean exceeds = false;
    for (int i = 0; i < numRows; i++) {
      long low = NativeMemory.getLong(values + 16L * i);
      long high = NativeMemory.getLong(values + 16L * i + 8);
      long magnitudeLow = high < 0 ? -low : low;
      long magnitudeHigh = high < 0 ? ~high + (low == 0 ? 1 : 0) : high;
      exceeds |=
          magnitudeHigh != limitHigh
              ? Long.compareUnsigned(magnitudeHigh, limitHigh) > 0
              : Long.compareUnsigned(magnitudeLow, limitLow) > 0;
    }
    return exceeds;
  }

  /** Whether all rows fit into 64 bits. */
  public static boolean fitInt64(long values, int numRows) {
    long different = 0;
    for (int i = 0; i < numRows; i++) {
      long low = NativeMemory.getLong(values + 16L * i);
      different |= NativeMemory.getLong(values + 16L * i + 8) ^ low >> 63;
    }
    return different == 0;
  }
}
