package io.scheelite.columnar;

import io.scheelite.memory.NativeMemory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.function.LongUnaryOperator;

/** Converts single values between Java objects and memory, slowly and simply. */
public final class JavaValues {
  private static final LocalDateTime EPOCH = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);

  private JavaValues() {}

  /** The integer that stands for a value: of numbers, unscaled decimals, dates, timestamps. */
  public static BigInteger toInteger(DataType type, Object value) {
    return switch (value) {
      case BigInteger integer -> integer;
      case BigDecimal decimal when type instanceof DataType.Decimal(int _, int scale) ->
          decimal.setScale(scale).unscaledValue();
      case LocalDate date -> BigInteger.valueOf(date.toEpochDay());
      case LocalDateTime time -> BigInteger.valueOf(ChronoUnit.MICROS.between(EPOCH, time));
      case Number number when type instanceof DataType.Decimal(int _, int scale) ->
          BigInteger.valueOf(number.longValue()).multiply(BigInteger.TEN.pow(scale));
      case Number number -> BigInteger.valueOf(number.longValue());
      default -> throw new IllegalArgumentException("not an integer value: " + value);
    };
  }

  /** The value that an integer stands for, in canonical form. */
  public static Object fromInteger(DataType type, BigInteger integer) {
    return switch (type) {
      case DataType.Decimal(int _, int scale) -> new BigDecimal(integer, scale);
      case DataType.Date _ -> LocalDate.ofEpochDay(integer.longValueExact());
      case DataType.Timestamp _ -> EPOCH.plus(integer.longValueExact(), ChronoUnit.MICROS);
      default -> integer.longValueExact();
    };
  }

  static void write(
      DataType type,
      PhysicalType form,
      long address,
      int row,
      Object value,
      LongUnaryOperator heap) {
    long slot = address + (long) row * form.widthBytes();
    switch (form) {
      case BIT -> {
        if ((Boolean) value) {
          Bitmap.set(address, row);
        }
      }
      case INT8 -> NativeMemory.putByte(slot, toInteger(type, value).byteValueExact());
      case INT16 -> NativeMemory.putShort(slot, toInteger(type, value).shortValueExact());
      case INT32 -> NativeMemory.putInt(slot, toInteger(type, value).intValueExact());
      case INT64 -> NativeMemory.putLong(slot, toInteger(type, value).longValueExact());
      case INT128 -> {
        BigInteger integer = toInteger(type, value);
        NativeMemory.putLong(slot, integer.longValue());
        NativeMemory.putLong(slot + 8, integer.shiftRight(64).longValueExact());
      }
      case FLOAT32 -> NativeMemory.putFloat(slot, ((Number) value).floatValue());
      case FLOAT64 -> NativeMemory.putDouble(slot, ((Number) value).doubleValue());
      case VIEW -> {
        byte[] bytes = bytes(type, value);
        boolean isLong = bytes.length > StringView.MAX_INLINE_LENGTH;
        StringView.write(slot, bytes, isLong ? heap.applyAsLong(bytes.length) : 0);
      }
    }
  }

  static Object read(DataType type, PhysicalType form, long address, int row) {
    long slot = address + (long) row * form.widthBytes();
    return switch (form) {
      case BIT -> Bitmap.isSet(address, row);
      case INT8 -> fromInteger(type, BigInteger.valueOf(NativeMemory.getByte(slot)));
      case INT16 -> fromInteger(type, BigInteger.valueOf(NativeMemory.getShort(slot)));
      case INT32 -> fromInteger(type, BigInteger.valueOf(NativeMemory.getInt(slot)));
      case INT64 -> fromInteger(type, BigInteger.valueOf(NativeMemory.getLong(slot)));
      case INT128 -> fromInteger(type, readInt128(slot));
      case FLOAT32 -> (double) NativeMemory.getFloat(slot);
      case FLOAT64 -> NativeMemory.getDouble(slot);
      case VIEW -> {
        byte[] bytes = new byte[StringView.length(slot)];
        NativeMemory.copyToArray(StringView.bytesAddress(slot), bytes, 0, bytes.length);
        yield fromBytes(type, bytes);
      }
    };
  }

  private static byte[] bytes(DataType type, Object value) {
    return switch (type) {
      case DataType.Binary _ -> ((ByteBuffer) value).array();
      case DataType.List _, DataType.Struct _, DataType.Map _ -> NestedBytes.of(type, value);
      default -> ((String) value).getBytes(StandardCharsets.UTF_8);
    };
  }

  private static Object fromBytes(DataType type, byte[] bytes) {
    return switch (type) {
      case DataType.Binary _ -> ByteBuffer.wrap(bytes);
      case DataType.List _, DataType.Struct _, DataType.Map _ -> NestedBytes.read(type, bytes);
      default -> new String(bytes, StandardCharsets.UTF_8);
    };
  }

  /** The 128-bit integer at an address. */
  public static BigInteger readInt128(long address) {
    BigInteger high = BigInteger.valueOf(NativeMemory.getLong(address + 8)).shiftLeft(64);
    return high.add(new BigInteger(Long.toUnsignedString(NativeMemory.getLong(address))));
  }
}
