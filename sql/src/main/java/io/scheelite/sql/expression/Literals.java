package io.scheelite.sql.expression;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.DataType.Decimal;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.evaluation.DateTimeText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Constants: making, reading and converting them. */
public final class Literals {
  private static final double MAX_EXACT_DOUBLE = 0x1p53;

  /** Numbers with more are not rounded: 1e999999999 would take gigabytes. */
  private static final int MOST_DIGITS = 400;

  private Literals() {}

  /** An INTEGER or, where it does not fit, BIGINT or DECIMAL constant; or a decimal one. */
  public static Literal number(BigDecimal value) {
    if (value.scale() <= 0) {
      BigInteger whole = value.toBigIntegerExact();
      if (whole.bitLength() < Integer.SIZE) {
        return new Literal(whole.longValue(), DataType.INT32);
      }
      if (whole.bitLength() < Long.SIZE) {
        return new Literal(whole.longValue(), DataType.INT64);
      }
      return new Literal(whole, new Decimal(digits(whole), 0));
    }
    BigInteger unscaled = value.unscaledValue();
    int precision = Math.max(digits(unscaled), value.scale());
    return new Literal(unscaled, new Decimal(precision, value.scale()));
  }

  /** Some value of a type, where any will do. */
  public static Literal anyOf(DataType type) {
    return switch (type) {
      case DataType.Bool _ -> new Literal(false, type);
      case DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Date _,
          DataType.Timestamp _ ->
          new Literal(0L, type);
      case Decimal _ -> new Literal(BigInteger.ZERO, type);
      case DataType.Float32 _, DataType.Float64 _ -> new Literal(0.0, type);
      case DataType.Utf8 _ -> new Literal("", type);
      case DataType.Null _ -> new Literal(null, type);
      case DataType.Binary _, DataType.List _, DataType.Struct _, DataType.Map _ ->
          new Literal("", type); // no bytes: compared and hashed, never read
    };
  }

  private static int digits(BigInteger value) {
    return Math.max(1, new BigDecimal(value).precision());
  }

  /** The value of a numeric constant, or null for other constants. */
  public static @Nullable BigDecimal decimalValue(Literal literal) {
    return switch (literal.value()) {
      case Long number when NumericTypes.isInteger(literal.type()) -> BigDecimal.valueOf(number);
      case BigInteger unscaled when literal.type() instanceof Decimal type ->
          new BigDecimal(unscaled, type.scale());
      case Double number when Double.isFinite(number) -> new BigDecimal(number);
      case null, default -> null;
    };
  }

  /**
   * Whether the expression is a constant that {@code type} represents without loss, so that a
   * comparison may happen in {@code type}.
   */
  public static boolean convertsExactly(Expression expression, DataType type) {
    if (!(expression instanceof Literal literal) || literal.value() == null) {
      return false;
    }
    if (literal.value() instanceof String) {
      return !(type instanceof DataType.Utf8) && convert(literal, type) != null;
    }
    BigDecimal value = decimalValue(literal);
    if (value == null || !NumericTypes.isNumeric(type)) {
      return false;
    }
    if (NumericTypes.isFloat(type)) {
      return type instanceof DataType.Float64 && Math.abs(value.doubleValue()) < MAX_EXACT_DOUBLE;
    }
    if (literal.value() instanceof Double) {
      return false;
    }
    Literal converted = convert(literal, type);
    if (converted == null) {
      return false;
    }
    BigDecimal back = decimalValue(converted);
    return back != null && back.compareTo(value) == 0;
  }

  /** The constant as another type, or null when it does not fit or cannot be converted here. */
  static @Nullable Literal convert(Literal literal, DataType type) {
    Object value = literal.value();
    if (value == null) {
      return new Literal(null, type);
    }
    if (value instanceof String text) {
      return type instanceof DataType.Utf8 ? new Literal(text, type) : parse(text.strip(), type);
    }
    if (literal.type() instanceof DataType.Date && type instanceof DataType.Timestamp) {
      return new Literal(
          Math.multiplyExact((Long) value, ChronoUnit.DAYS.getDuration().toNanos() / 1000), type);
    }
    if (value instanceof Double number
        && Double.isFinite(number)
        && NumericTypes.isInteger(type)) { // halves go to the even number, as for columns
      return fromNumber(new BigDecimal(Math.rint(number)), type);
    }
    BigDecimal number = decimalValue(literal);
    return number == null ? null : fromNumber(number, type);
  }

  private static @Nullable Literal fromNumber(BigDecimal number, DataType type) {
    long digits = (long) number.precision() - number.scale(); // before the point
    if (!NumericTypes.isFloat(type) && Math.abs(digits) > MOST_DIGITS) {
      return digits > 0 && number.signum() != 0 ? null : fromNumber(BigDecimal.ZERO, type);
    }
    return switch (type) {
      case DataType.Int8 _ -> integer(number, type, Byte.SIZE);
      case DataType.Int16 _ -> integer(number, type, Short.SIZE);
      case DataType.Int32 _ -> integer(number, type, Integer.SIZE);
      case DataType.Int64 _ -> integer(number, type, Long.SIZE);
      case DataType.Float64 _ -> new Literal(number.doubleValue(), type);
      case DataType.Float32 _ -> new Literal((double) number.floatValue(), type);
      case Decimal decimal -> {
        BigDecimal rounded = number.setScale(decimal.scale(), RoundingMode.HALF_UP);
        yield rounded.precision() > decimal.precision()
            ? null
            : new Literal(rounded.unscaledValue(), type);
      }
      case DataType.Null _,
          DataType.Bool _,
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

  private static @Nullable Literal integer(BigDecimal number, DataType type, int bits) {
    BigInteger rounded = number.setScale(0, RoundingMode.HALF_UP).toBigInteger();
    return rounded.bitLength() < bits ? new Literal(rounded.longValue(), type) : null;
  }

  private static @Nullable Literal parse(String text, DataType type) {
    try {
      return switch (type) {
        case DataType.Utf8 _ -> new Literal(text, type);
        case DataType.Date _ -> time(DateTimeText.parseDate(text), type);
        case DataType.Timestamp _ -> time(DateTimeText.parseTimestamp(text), type);
        case DataType.Bool _ -> parseBoolean(text);
        case DataType.Null _,
            DataType.Binary _,
            DataType.List _,
            DataType.Struct _,
            DataType.Map _ ->
            null;
        case DataType.Int8 _,
            DataType.Int16 _,
            DataType.Int32 _,
            DataType.Int64 _,
            DataType.Float32 _,
            DataType.Float64 _,
            DataType.Decimal _ ->
            fromNumber(new BigDecimal(text), type);
      };
    } catch (NumberFormatException malformed) {
      return null;
    }
  }

  private static @Nullable Literal time(@Nullable Long value, DataType type) {
    return value == null ? null : new Literal(value, type);
  }

  private static @Nullable Literal parseBoolean(String text) {
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return new Literal(Boolean.valueOf(text), DataType.BOOLEAN);
    }
    return null;
  }
}
