package io.scheelite.operators.testing;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.testing.ReferenceEvaluator.RowError;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Conversions of single values; for dates of four-digit years. */
final class ReferenceCasts {
  private static final LocalDateTime EPOCH = LocalDate.EPOCH.atStartOfDay();
  private static final long MICROS_PER_DAY = ChronoUnit.DAYS.getDuration().toNanos() / 1000;
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
          .toFormatter(Locale.ROOT);

  private ReferenceCasts() {}

  static Object cast(DataType from, DataType to, Object value) {
    return switch (to) {
      case DataType.Utf8 _ -> text(from, value);
      case DataType.Bool _ -> truth(value);
      case DataType.Float64 _ -> number(from, value);
      case DataType.Float32 _ -> binary32(number(from, value));
      case DataType.Date _, DataType.Timestamp _ -> dateTime(from, to, value);
      case DataType.Null _, DataType.Binary _, DataType.List _, DataType.Struct _, DataType.Map _ ->
          throw new IllegalArgumentException("no such cast here: to=" + to.sqlName());
      case DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Decimal _ ->
          integer(from, to, value);
    };
  }

  private static Object integer(DataType from, DataType to, Object value) {
    return switch (value) {
      case Boolean truth -> stored(to, truth ? BigDecimal.ONE : BigDecimal.ZERO, RoundingMode.DOWN);
      case Double number when !Double.isFinite(number) ->
          throw new RowError(ErrorCode.NUMERIC_OVERFLOW);
      case Double number when to instanceof DataType.Decimal(int _, int scale) -> {
        double scaled = number * BigDecimal.TEN.pow(scale).doubleValue();
        if (!Double.isFinite(scaled)) {
          throw new RowError(ErrorCode.NUMERIC_OVERFLOW);
        }
        BigInteger whole = new BigDecimal(scaled).setScale(0, RoundingMode.HALF_UP).unscaledValue();
        yield ReferenceEvaluator.inRange(to, whole);
      }
      case Double number -> stored(to, new BigDecimal(number), RoundingMode.HALF_EVEN);
      case String text -> {
        try {
          yield stored(to, new BigDecimal(text.strip()), RoundingMode.HALF_UP);
        } catch (NumberFormatException e) {
          throw new RowError(ErrorCode.INVALID_CAST);
        }
      }
      default -> stored(to, exact(from, value), RoundingMode.HALF_UP);
    };
  }

  /** The number that an integer or unscaled decimal stands for. */
  static BigDecimal exact(DataType type, Object value) {
    return switch (value) {
      case Long integer -> BigDecimal.valueOf(integer);
      case BigInteger unscaled when type instanceof DataType.Decimal(int _, int scale) ->
          new BigDecimal(unscaled, scale);
      default -> throw new IllegalArgumentException("not an exact number: " + value);
    };
  }

  /** The number as a value of the type. */
  static Object stored(DataType type, BigDecimal number, RoundingMode rounding) {
    int scale = type instanceof DataType.Decimal(int _, int digits) ? digits : 0;
    BigInteger unscaled =
        ReferenceEvaluator.inRange(type, number.setScale(scale, rounding).unscaledValue());
    return type instanceof DataType.Decimal ? unscaled : (Object) unscaled.longValueExact();
  }

  private static Boolean truth(Object value) {
    return switch (value) {
      case Boolean same -> same;
      case Long integer -> integer != 0;
      case String text ->
          switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "t", "yes", "y", "1" -> true;
            case "false", "f", "no", "n", "0" -> false;
            default -> throw new RowError(ErrorCode.INVALID_CAST);
          };
      default -> throw new IllegalArgumentException("no truth value: " + value);
    };
  }

  private static double number(DataType from, Object value) {
    return switch (value) {
      case Double same -> same;
      case Boolean truth -> truth ? 1 : 0;
      case String text -> {
        try {
          yield new BigDecimal(text.strip()).doubleValue();
        } catch (NumberFormatException e) {
          throw new RowError(ErrorCode.INVALID_CAST);
        }
      }
      default -> exact(from, value).doubleValue();
    };
  }

  private static double binary32(double value) {
    float narrow = (float) value;
    if (Float.isInfinite(narrow) && !Double.isInfinite(value)) {
      throw new RowError(ErrorCode.NUMERIC_OVERFLOW);
    }
    return narrow;
  }

  private static Long dateTime(DataType from, DataType to, Object value) {
    boolean toDate = to instanceof DataType.Date;
    if (value instanceof String text) {
      try {
        LocalDate date = LocalDate.parse(text.strip());
        return toDate ? date.toEpochDay() : date.toEpochDay() * MICROS_PER_DAY;
      } catch (DateTimeException e) {
        throw new RowError(ErrorCode.INVALID_DATE_TIME);
      }
    }
    long number = (Long) value;
    if (from.equals(to)) {
      return number;
    }
    try {
      return toDate
          ? Math.floorDiv(number, MICROS_PER_DAY)
          : Math.multiplyExact(number, MICROS_PER_DAY);
    } catch (ArithmeticException e) {
      throw new RowError(ErrorCode.INVALID_DATE_TIME);
    }
  }

  private static String text(DataType from, Object value) {
    return switch (from) {
      case DataType.Date _ -> LocalDate.ofEpochDay((Long) value).toString();
      case DataType.Timestamp _ -> EPOCH.plus((Long) value, ChronoUnit.MICROS).format(TIMESTAMP);
      case DataType.Decimal _ -> exact(from, value).toPlainString();
      case DataType.Float32 _, DataType.Float64 _ ->
          throw new IllegalArgumentException("text of floating-point numbers is tested by itself");
      case DataType.Null _,
          DataType.Bool _,
          DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Utf8 _ ->
          value.toString();
      case DataType.Binary _, DataType.List _, DataType.Struct _, DataType.Map _ ->
          throw new IllegalArgumentException("no text of values of " + from.sqlName());
    };
  }
}
