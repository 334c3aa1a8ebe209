package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.PhysicalType;
import io.scheelite.formats.parquet.encoding.MalformedPageException;
import io.scheelite.formats.parquet.encoding.Views;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import io.scheelite.memory.NativeMemory;

/** Brings stored values into the form of the vector and refuses those that do not fit. */
final class Conversions {
  private static final long JULIAN_DAY_OF_1970 = 2_440_588;
  private static final long MICROS_PER_DAY = 86_400_000_000L;
  private static final long MAX_DAYS = Long.MAX_VALUE / MICROS_PER_DAY / 2;

  private Conversions() {}

  static void convert(ParquetColumn column, boolean views, long raw, int count, long target) {
    switch (column.conversion()) {
      case NONE, FROM_UUID ->
          throw new IllegalStateException("nothing to convert: column=" + column.name());
      case TO_INT8 -> toInt8(raw, count, target);
      case TO_INT16 -> toInt16(raw, count, target, Short.MIN_VALUE, Short.MAX_VALUE);
      case FROM_UINT8 -> toInt16(raw, count, target, 0, 0xFF);
      case FROM_UINT16 -> fromUint16(raw, count, target);
      case FROM_UINT32 -> fromUint32(raw, count, target);
      case FROM_UINT64 -> fromUint64(raw, count, target);
      case FROM_FLOAT16 -> fromFloat16(views, raw, count, target);
      case FROM_INT96 -> fromInt96(raw, count, target);
      case FROM_MILLIS -> fromMillis(raw, count, target);
      case FROM_NANOS -> fromNanos(raw, count, target);
      case FROM_FIXED_BYTES, FROM_BYTES -> fromBytes(column, views, raw, count, target);
    }
  }

  private static MalformedPageException outOfRange(long value) {
    return new MalformedPageException("value does not fit its column's type: value=" + value);
  }

  private static void toInt8(long raw, int count, long target) {
    for (int i = 0; i < count; i++) {
      int value = NativeMemory.getInt(raw + 4L * i);
      if (value != (byte) value) {
        throw outOfRange(value);
      }
      NativeMemory.putByte(target + i, (byte) value);
    }
  }

  private static void toInt16(long raw, int count, long target, int min, int max) {
    for (int i = 0; i < count; i++) {
      int value = NativeMemory.getInt(raw + 4L * i);
      if (value < min || value > max) {
        throw outOfRange(value);
      }
      NativeMemory.putShort(target + 2L * i, (short) value);
    }
  }

  private static void fromUint16(long raw, int count, long target) {
    for (int i = 0; i < count; i++) {
      int value = NativeMemory.getInt(raw + 4L * i);
      if (value < 0 || value > 0xFFFF) {
        throw outOfRange(value);
      }
      NativeMemory.putInt(target + 4L * i, value);
    }
  }

  private static void fromUint32(long raw, int count, long target) {
    for (int i = 0; i < count; i++) {
      NativeMemory.putLong(target + 8L * i, NativeMemory.getInt(raw + 4L * i) & 0xFFFFFFFFL);
    }
  }

  private static void fromUint64(long raw, int count, long target) {
    for (int i = 0; i < count; i++) {
      NativeMemory.putLong(target + 16L * i, NativeMemory.getLong(raw + 8L * i));
      NativeMemory.putLong(target + 16L * i + 8, 0);
    }
  }

  private static void fromFloat16(boolean views, long raw, int count, long target) {
    int stride = views ? Views.SIZE_BYTES : Short.BYTES;
    for (int i = 0; i < count; i++) {
      long at = raw + (long) i * stride;
      if (views && Views.length(at) != Short.BYTES) {
        throw new MalformedPageException(
            "binary16 number has another length: bytes=" + Views.length(at));
      }
      float value =
          Float.float16ToFloat(NativeMemory.getShort(views ? Views.bytesAddress(at) : at));
      NativeMemory.putFloat(target + 4L * i, value);
    }
  }

  /** As Impala and Spark write timestamps: nanoseconds of the day, then the Julian day. */
  private static void fromInt96(long raw, int count, long target) {
    for (int i = 0; i < count; i++) {
      long nanos = NativeMemory.getLong(raw + 12L * i);
      long day = NativeMemory.getInt(raw + 12L * i + 8) - JULIAN_DAY_OF_1970;
      if (Math.abs(day) > MAX_DAYS) {
        throw outOfRange(day);
      }
      long micros = day * MICROS_PER_DAY + Math.floorDiv(nanos, 1000L);
      NativeMemory.putLong(target + 8L * i, micros);
    }
  }

  private static void fromMillis(long raw, int count, long target) {
    for (int i = 0; i < count; i++) {
      long millis = NativeMemory.getLong(raw + 8L * i);
      if (millis > Long.MAX_VALUE / 1000 || millis < Long.MIN_VALUE / 1000) {
        throw outOfRange(millis);
      }
      NativeMemory.putLong(target + 8L * i, millis * 1000);
    }
  }

  private static void fromNanos(long raw, int count, long target) {
    for (int i = 0; i < count; i++) {
      NativeMemory.putLong(
          target + 8L * i, Math.floorDiv(NativeMemory.getLong(raw + 8L * i), 1000L));
    }
  }

  private static void fromBytes(
      ParquetColumn column, boolean views, long raw, int count, long target) {
    boolean wide = column.physicalType() == PhysicalType.INT128;
    int stride = views ? Views.SIZE_BYTES : column.typeLength();
    for (int i = 0; i < count; i++) {
      long at = raw + (long) i * stride;
      long bytes = views ? Views.bytesAddress(at) : at;
      int length = views ? Views.length(at) : stride;
      if (wide) {
        toInt128(bytes, length, target + 16L * i);
      } else {
        NativeMemory.putLong(target + 8L * i, toInt64(bytes, length));
      }
    }
  }

  /** Big-endian two's complement; leading bytes beyond the width must repeat the sign. */
  private static long toInt64(long bytes, int length) {
    long value = length == 0 ? 0 : NativeMemory.getByte(bytes) >> 7;
    long sign = value;
    for (int i = 0; i < length; i++) {
      if (i < length - 8 && NativeMemory.getByte(bytes + i) != (byte) sign) {
        throw new MalformedPageException("decimal does not fit its type: bytes=" + length);
      }
      value = value << 8 | NativeMemory.getByte(bytes + i) & 0xFF;
    }
    if (value >> 63 != sign) {
      throw new MalformedPageException("decimal does not fit its type: bytes=" + length);
    }
    return value;
  }

  private static void toInt128(long bytes, int length, long target) {
    long high = length == 0 ? 0 : NativeMemory.getByte(bytes) >> 7;
    long low = high;
    long sign = high;
    for (int i = 0; i < length; i++) {
      if (i < length - 16 && NativeMemory.getByte(bytes + i) != (byte) sign) {
        throw new MalformedPageException("decimal does not fit its type: bytes=" + length);
      }
      high = high << 8 | low >>> 56;
      low = low << 8 | NativeMemory.getByte(bytes + i) & 0xFF;
    }
    if (high >> 63 != sign) {
      throw new MalformedPageException("decimal does not fit its type: bytes=" + length);
    }
    NativeMemory.putLong(target, low);
    NativeMemory.putLong(target + 8, high);
  }
}
