package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.DataType.Decimal;
import java.math.BigInteger;

/**
 * The integers that a type's values are stored as: which of them are allowed, and powers of ten.
 *
 * @param min smallest, or {@code Long.MIN_VALUE} where it is below
 * @param max largest, or {@code Long.MAX_VALUE} where it is above
 * @param wideMax largest of a type with more than 18 digits, else the same as {@code max}
 */
record NumberLimits(long min, long max, BigInteger wideMax) {
  private static final int LARGEST_LONG_POWER = 18;
  private static final BigInteger[] POWERS = new BigInteger[2 * Decimal.MAX_PRECISION + 1];

  static {
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = BigInteger.TEN.pow(i);
    }
  }

  /** The limits of an integer, decimal, date or timestamp type. */
  static NumberLimits of(DataType type) {
    return switch (type) {
      case DataType.Int8 _ -> narrow(Byte.MIN_VALUE, Byte.MAX_VALUE);
      case DataType.Int16 _ -> narrow(Short.MIN_VALUE, Short.MAX_VALUE);
      case DataType.Int32 _, DataType.Date _ -> narrow(Integer.MIN_VALUE, Integer.MAX_VALUE);
      case DataType.Int64 _, DataType.Timestamp _ -> narrow(Long.MIN_VALUE, Long.MAX_VALUE);
      case Decimal(int precision, int _) when precision <= LARGEST_LONG_POWER -> {
        long max = longPower(precision) - 1;
        yield narrow(-max, max);
      }
      case Decimal(int precision, int _) ->
          new NumberLimits(
              Long.MIN_VALUE, Long.MAX_VALUE, power(precision).subtract(BigInteger.ONE));
      case DataType.Null _,
          DataType.Bool _,
          DataType.Float32 _,
          DataType.Float64 _,
          DataType.Utf8 _,
          DataType.Binary _,
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ ->
          throw new IllegalArgumentException("values are no integers: type=" + type.sqlName());
    };
  }

  private static NumberLimits narrow(long min, long max) {
    return new NumberLimits(min, max, BigInteger.valueOf(max));
  }

  /** 10 to the power of 0 to 18. */
  static long longPower(int exponent) {
    return POWERS[exponent].longValueExact();
  }

  /** 10 to the power of 0 to 76. */
  static BigInteger power(int exponent) {
    return POWERS[exponent];
  }

  /** Digits after the point; 0 for integers. */
  static int scale(DataType type) {
    return type instanceof Decimal(int _, int scale) ? scale : 0;
  }

  boolean isWide() {
    return wideMax.bitLength() >= Long.SIZE;
  }

  boolean allows(BigInteger value) {
    if (isWide()) {
      return value.abs().compareTo(wideMax) <= 0;
    }
    return value.bitLength() < Long.SIZE && value.longValue() >= min && value.longValue() <= max;
  }
}
