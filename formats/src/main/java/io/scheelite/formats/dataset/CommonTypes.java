package io.scheelite.formats.dataset;

import io.scheelite.columnar.DataType;
import org.jspecify.annotations.Nullable;

/** The type of a column that has one type in some files and another one in others. Stateless. */
final class CommonTypes {
  private static final int MAX_DIGITS = 38;

  private CommonTypes() {}

  /** A type that takes all values of both; null if there is none. */
  static @Nullable DataType of(DataType a, DataType b) {
    if (a.equals(b) || b.equals(DataType.NULL)) {
      return a;
    }
    if (a.equals(DataType.NULL)) {
      return b;
    }
    if (isNested(a) || isNested(b)) {
      return null;
    }
    if (a.equals(DataType.UTF8) || b.equals(DataType.UTF8)) {
      return DataType.UTF8;
    }
    if (isTime(a) && isTime(b)) {
      return DataType.TIMESTAMP;
    }
    if (a.equals(DataType.BOOLEAN) || b.equals(DataType.BOOLEAN)) {
      DataType other = a.equals(DataType.BOOLEAN) ? b : a;
      return isInteger(other) ? other : null;
    }
    return isNumber(a) && isNumber(b) ? number(a, b) : null;
  }

  private static boolean isNested(DataType type) {
    return switch (type) {
      case DataType.List _, DataType.Struct _, DataType.Map _, DataType.Binary _ -> true;
      default -> false;
    };
  }

  private static boolean isTime(DataType type) {
    return type.equals(DataType.DATE) || type.equals(DataType.TIMESTAMP);
  }

  private static boolean isFloat(DataType type) {
    return type.equals(DataType.FLOAT32) || type.equals(DataType.FLOAT64);
  }

  private static boolean isInteger(DataType type) {
    return integerDigits(type) > 0 && !(type instanceof DataType.Decimal);
  }

  private static boolean isNumber(DataType type) {
    return isFloat(type) || isInteger(type) || type instanceof DataType.Decimal;
  }

  private static @Nullable DataType number(DataType a, DataType b) {
    if (isFloat(a) || isFloat(b)) {
      boolean wide = a.equals(DataType.FLOAT64) || b.equals(DataType.FLOAT64);
      return wide ? DataType.FLOAT64 : DataType.FLOAT32;
    }
    if (!(a instanceof DataType.Decimal) && !(b instanceof DataType.Decimal)) {
      return integerDigits(a) >= integerDigits(b) ? a : b;
    }
    int scale = Math.max(scale(a), scale(b));
    int digits = Math.max(integerDigits(a), integerDigits(b)) + scale;
    return digits <= MAX_DIGITS ? new DataType.Decimal(digits, scale) : null;
  }

  private static int scale(DataType type) {
    return type instanceof DataType.Decimal decimal ? decimal.scale() : 0;
  }

  /** Digits before the point; 0 of what is not exact. */
  private static int integerDigits(DataType type) {
    return switch (type) {
      case DataType.Int8 _ -> 3;
      case DataType.Int16 _ -> 5;
      case DataType.Int32 _ -> 10;
      case DataType.Int64 _ -> 19;
      case DataType.Decimal decimal -> decimal.precision() - decimal.scale();
      default -> 0;
    };
  }
}
