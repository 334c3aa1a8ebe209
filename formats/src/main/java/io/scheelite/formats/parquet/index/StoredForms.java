package io.scheelite.formats.parquet.index;

import io.scheelite.columnar.DataType;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import io.scheelite.formats.parquet.metadata.UuidText;
import io.scheelite.operators.expression.Expression;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a file may have for a value that equals a constant. Mostly one form; zeros of
 * floating-point numbers have two. Decimals of any length may be padded as a writer likes: nothing
 * is said of them. Stateless.
 */
final class StoredForms {
  private StoredForms() {}

  /** All forms; none if that is not sure, and nothing can be said of the value. */
  static List<byte[]> of(ParquetColumn column, Expression.Literal literal) {
    return switch (column.conversion()) {
      case NONE, TO_INT8, TO_INT16 -> plain(column, literal);
      case FROM_UUID -> {
        byte[] bytes = literal.value() instanceof String text ? UuidText.stored(text) : null;
        yield bytes == null ? List.of() : List.of(bytes);
      }
      case FROM_FIXED_BYTES -> decimal(column, literal);
      case FROM_BYTES,
          FROM_UINT8,
          FROM_UINT16,
          FROM_UINT32,
          FROM_UINT64,
          FROM_FLOAT16,
          FROM_INT96,
          FROM_MILLIS,
          FROM_NANOS ->
          List.of();
    };
  }

  private static List<byte[]> plain(ParquetColumn column, Expression.Literal literal) {
    return switch (literal.value()) {
      case String text when column.isString() -> List.of(text.getBytes(StandardCharsets.UTF_8));
      case Double number -> floating(column, number);
      case Long _, BigInteger _ -> integer(column, literal);
      case null, default -> List.of();
    };
  }

  private static List<byte[]> integer(ParquetColumn column, Expression.Literal literal) {
    BigInteger unscaled = unscaled(column, literal);
    if (unscaled == null || unscaled.bitLength() >= Long.SIZE) {
      return List.of(); // the column holds no such value, which its bounds may tell
    }
    long number = unscaled.longValue();
    return switch (column.stored()) {
      case INT32 ->
          number == (int) number ? List.of(buffer(4).putInt((int) number).array()) : List.of();
      case INT64 -> List.of(buffer(8).putLong(number).array());
      case BOOLEAN, INT96, FLOAT, DOUBLE, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> List.of();
    };
  }

  /** Zeros are equal whatever their sign; not-a-numbers are, too, and have too many forms. */
  private static List<byte[]> floating(ParquetColumn column, double number) {
    if (Double.isNaN(number)) {
      return List.of();
    }
    double[] alike = number == 0 ? new double[] {0.0, -0.0} : new double[] {number};
    return switch (column.stored()) {
      case DOUBLE ->
          Arrays.stream(alike).mapToObj(value -> buffer(8).putDouble(value).array()).toList();
      case FLOAT ->
          (float) number == number
              ? Arrays.stream(alike)
                  .mapToObj(value -> buffer(4).putFloat((float) value).array())
                  .toList()
              : List.of();
      case BOOLEAN, INT32, INT64, INT96, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> List.of();
    };
  }

  /** Big-endian two's complement of the column's length. */
  private static List<byte[]> decimal(ParquetColumn column, Expression.Literal literal) {
    BigInteger unscaled = unscaled(column, literal);
    byte[] shortest = unscaled == null ? new byte[0] : unscaled.toByteArray();
    int length = column.typeLength();
    if (unscaled == null || shortest.length > length) {
      return List.of();
    }
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) (unscaled.signum() < 0 ? -1 : 0));
    System.arraycopy(shortest, 0, bytes, length - shortest.length, shortest.length);
    return List.of(bytes);
  }

  private static @Nullable BigInteger unscaled(ParquetColumn column, Expression.Literal literal) {
    int scale = column.type() instanceof DataType.Decimal decimal ? decimal.scale() : 0;
    BigDecimal value =
        switch (literal.value()) {
          case Long number -> new BigDecimal(number);
          case BigInteger number when literal.type() instanceof DataType.Decimal decimal ->
              new BigDecimal(number, decimal.scale());
          case null, default -> null;
        };
    try {
      return value == null ? null : value.setScale(scale).unscaledValue();
    } catch (ArithmeticException e) {
      return null; // the column holds no such value
    }
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
