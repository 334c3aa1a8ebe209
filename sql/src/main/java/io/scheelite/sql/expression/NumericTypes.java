package io.scheelite.sql.expression;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.DataType.Decimal;
import io.scheelite.operators.expression.ArithmeticOperator;
import org.jspecify.annotations.Nullable;

/** Result types of arithmetic: the standard's rules for decimals, capped at 38 digits. */
public final class NumericTypes {
  private NumericTypes() {}

  /** Whether values are integers of any width. */
  public static boolean isInteger(DataType type) {
    return integerRank(type) > 0;
  }

  /** Whether values are floating point. */
  public static boolean isFloat(DataType type) {
    return type instanceof DataType.Float32 || type instanceof DataType.Float64;
  }

  /** Whether values are numbers of any kind. */
  public static boolean isNumeric(DataType type) {
    return isInteger(type) || isFloat(type) || type instanceof Decimal;
  }

  private static int integerRank(DataType type) {
    return switch (type) {
      case DataType.Int8 _ -> 1;
      case DataType.Int16 _ -> 2;
      case DataType.Int32 _ -> 3;
      case DataType.Int64 _ -> 4;
      case DataType.Null _,
          DataType.Bool _,
          DataType.Float32 _,
          DataType.Float64 _,
          DataType.Decimal _,
          DataType.Date _,
          DataType.Timestamp _,
          DataType.Utf8 _,
          DataType.Binary _,
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ ->
          0;
    };
  }

  /**
   * The decimal that holds every value of an integer type, or the decimal itself; null for others.
   */
  public static @Nullable Decimal asDecimal(DataType type) {
    if (type instanceof Decimal decimal) {
      return decimal;
    }
    return switch (integerRank(type)) {
      case 1 -> new Decimal(3, 0);
      case 2 -> new Decimal(5, 0);
      case 3 -> new Decimal(10, 0);
      case 4 -> new Decimal(19, 0);
      default -> null;
    };
  }

  /** The type both numbers are brought to for comparison; null when one is no number. */
  public static @Nullable DataType common(DataType left, DataType right) {
    if (left.equals(right)) {
      return isNumeric(left) ? left : null;
    }
    if (!isNumeric(left) || !isNumeric(right)) {
      return null;
    }
    if (isFloat(left) || isFloat(right)) {
      return DataType.FLOAT64;
    }
    if (isInteger(left) && isInteger(right)) {
      return integerRank(left) >= integerRank(right) ? left : right;
    }
    Decimal leftDecimal = asDecimal(left);
    Decimal rightDecimal = asDecimal(right);
    if (leftDecimal == null || rightDecimal == null) {
      return null;
    }
    int scale = Math.max(leftDecimal.scale(), rightDecimal.scale());
    int whole =
        Math.max(
            leftDecimal.precision() - leftDecimal.scale(),
            rightDecimal.precision() - rightDecimal.scale());
    return capped(whole + scale, scale);
  }

  /** The result type of decimal arithmetic other than division. */
  static Decimal arithmetic(ArithmeticOperator operator, Decimal left, Decimal right) {
    int scale = Math.max(left.scale(), right.scale());
    int leftWhole = left.precision() - left.scale();
    int rightWhole = right.precision() - right.scale();
    return switch (operator) {
      case ADD, SUBTRACT -> capped(Math.max(leftWhole, rightWhole) + scale + 1, scale);
      case MULTIPLY -> capped(left.precision() + right.precision(), left.scale() + right.scale());
      case MODULO -> capped(Math.min(leftWhole, rightWhole) + scale, scale);
      case DIVIDE -> throw new IllegalArgumentException("decimals divide as doubles");
    };
  }

  private static Decimal capped(int precision, int scale) {
    int cappedScale = Math.min(scale, Decimal.MAX_PRECISION);
    return new Decimal(
        Math.max(Math.min(precision, Decimal.MAX_PRECISION), Math.max(cappedScale, 1)),
        cappedScale);
  }

  /** The type of {@code SUM} over a type; null when it cannot be summed. */
  public static @Nullable DataType sumType(DataType type) {
    return switch (type) {
      case DataType.Int8 _, DataType.Int16 _, DataType.Int32 _ -> DataType.INT64;
      case DataType.Int64 _ -> new Decimal(Decimal.MAX_PRECISION, 0);
      case Decimal decimal -> new Decimal(Decimal.MAX_PRECISION, decimal.scale());
      case DataType.Float32 _, DataType.Float64 _ -> DataType.FLOAT64;
      case DataType.Null _ -> DataType.INT64;
      case DataType.Bool _,
          DataType.Date _,
          DataType.Timestamp _,
          DataType.Utf8 _,
          DataType.Binary _,
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ ->
          null;
    };
  }
}
