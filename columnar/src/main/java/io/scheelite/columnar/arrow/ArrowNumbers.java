package io.scheelite.columnar.arrow;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.kernels.Int128Values;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.NativeMemory;

/**
 * Converts numbers that Arrow keeps in another form. Values under nulls may be anything and are
 * never refused. Stateless.
 */
final class ArrowNumbers {
  private static final int NANOS_PER_MICRO = 1000;
  private static final long MILLIS_PER_DAY = 86_400_000;

  private ArrowNumbers() {}

  static void unsigned8(long values, int numRows, long target) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putShort(target + 2L * i, (short) (NativeMemory.getByte(values + i) & 0xFF));
    }
  }

  static void unsigned16(long values, int numRows, long target) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putInt(target + 4L * i, NativeMemory.getShort(values + 2L * i) & 0xFFFF);
    }
  }

  static void unsigned32(long values, int numRows, long target) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putLong(
          target + 8L * i, Integer.toUnsignedLong(NativeMemory.getInt(values + 4L * i)));
    }
  }

  /** 128-bit integers of unsigned ones of 64 bits. */
  static void unsigned64(long values, int numRows, long target) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putLong(target + 16L * i, NativeMemory.getLong(values + 8L * i));
      NativeMemory.putLong(target + 16L * i + 8, 0);
    }
  }

  /** Binary32 of binary16. */
  static void floatsOfHalves(long values, int numRows, long target) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putFloat(
          target + 4L * i, Float.float16ToFloat(NativeMemory.getShort(values + 2L * i)));
    }
  }

  /** 64-bit integers of 32-bit ones. */
  static void widen(long values, int numRows, long target) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putLong(target + 8L * i, NativeMemory.getInt(values + 4L * i));
    }
  }

  /** Days of milliseconds since 1970. */
  static void daysOfMillis(long values, long validity, int numRows, long target) {
    for (int i = 0; i < numRows; i++) {
      long days = Math.floorDiv(NativeMemory.getLong(values + 8L * i), MILLIS_PER_DAY);
      if ((int) days != days && isPresent(validity, i)) {
        throw outOfRange("date", i);
      }
      NativeMemory.putInt(target + 4L * i, (int) days);
    }
  }

  /** Microseconds of a coarser unit. */
  static void times(long values, long validity, int numRows, long factor, long target) {
    for (int i = 0; i < numRows; i++) {
      long value = NativeMemory.getLong(values + 8L * i);
      long product = value * factor;
      if (Math.multiplyHigh(value, factor) != product >> 63 && isPresent(validity, i)) {
        throw outOfRange("timestamp", i);
      }
      NativeMemory.putLong(target + 8L * i, product);
    }
  }

  /** Microseconds, rounded down. */
  static void microsOfNanos(long values, int numRows, long target) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putLong(
          target + 8L * i, Math.floorDiv(NativeMemory.getLong(values + 8L * i), NANOS_PER_MICRO));
    }
  }

  /** 64-bit integers of 128-bit ones. */
  static void narrow(long values, long validity, int numRows, long target) {
    for (int i = 0; i < numRows; i++) {
      long value = values + 16L * i;
      if (!Int128Values.fitsInt64(value) && isPresent(validity, i)) {
        throw outOfRange("decimal", i);
      }
      NativeMemory.putLong(target + 8L * i, NativeMemory.getLong(value));
    }
  }

  /** Integers of 8 or 16 bytes of 256-bit ones. */
  static void narrow256(long values, long validity, int numRows, int widthBytes, long target) {
    for (int i = 0; i < numRows; i++) {
      long value = values + 32L * i;
      long low = NativeMemory.getLong(value);
      long high = NativeMemory.getLong(value + 8);
      long sign = (widthBytes == Long.BYTES ? low : high) >> 63;
      boolean fits =
          NativeMemory.getLong(value + 16) == sign
              && NativeMemory.getLong(value + 24) == sign
              && (widthBytes > Long.BYTES || high == sign);
      if (!fits && isPresent(validity, i)) {
        throw outOfRange("decimal", i);
      }
      NativeMemory.putLong(target + (long) widthBytes * i, low);
      if (widthBytes > Long.BYTES) {
        NativeMemory.putLong(target + (long) widthBytes * i + 8, high);
      }
    }
  }

  private static boolean isPresent(long validity, int row) {
    return validity == 0 || Bitmap.isSet(validity, row);
  }

  private static ArrowValueException outOfRange(String what, int row) {
    return new ArrowValueException(
        ErrorCode.INVALID_DATA, "Arrow value is out of range: type=" + what + " row=" + row);
  }
}
