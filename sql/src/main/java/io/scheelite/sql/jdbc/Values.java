package io.scheelite.sql.jdbc;

import io.scheelite.sql.result.ValueText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Converts values of results (see {@link io.scheelite.sql.result.ValueReader} for their classes)
 * into what the getters of JDBC give. None takes null.
 */
final class Values {
  private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  /** Numbers with more are no integers: 1e999999999 would take gigabytes. */
  private static final int MOST_DIGITS = 400;

  private Values() {}

  /** The object of the type that the JDBC specification maps the column's type to. */
  static Object standard(Object value) {
    return switch (value) {
      case Byte number -> number.intValue();
      case Short number -> number.intValue();
      case LocalDate date -> Date.valueOf(date);
      case LocalDateTime time -> Timestamp.valueOf(time);
      default -> value;
    };
  }

  static BigDecimal decimal(Object value) throws SQLException {
    return switch (value) {
      case BigDecimal number -> number;
      case Double number -> fromDouble(number);
      case Float number -> fromDouble(number.doubleValue());
      case Number number -> BigDecimal.valueOf(number.longValue());
      case Boolean flag -> flag ? BigDecimal.ONE : BigDecimal.ZERO;
      case String text -> parse(text);
      default -> throw bad(value, "a number");
    };
  }

  private static BigDecimal fromDouble(double number) throws SQLException {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw JdbcErrors.outOfRange("value is not finite: value=" + number);
    }
    return BigDecimal.valueOf(number);
  }

  private static BigDecimal parse(String text) throws SQLException {
    try {
      return new BigDecimal(text.strip());
    } catch (NumberFormatException e) {
      throw bad(text, "a number");
    }
  }

  /** An integer between two bounds; digits after the point are cut off. */
  static long integer(Object value, long smallest, long largest) throws SQLException {
    long number;
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      number = ((Number) value).longValue();
    } else {
      BigDecimal whole = whole(decimal(value));
      if (whole.compareTo(LONG_MIN) < 0 || whole.compareTo(LONG_MAX) > 0) {
        throw JdbcErrors.outOfRange("value does not fit: value=" + value);
      }
      number = whole.longValueExact();
    }
    if (number < smallest || number > largest) {
      throw JdbcErrors.outOfRange(
          "value does not fit: value=" + value + " smallest=" + smallest + " largest=" + largest);
    }
    return number;
  }

  /** Digits after the point are cut off. */
  private static BigDecimal whole(BigDecimal number) throws SQLException {
    if ((long) number.precision() - number.scale() > MOST_DIGITS && number.signum() != 0) {
      throw JdbcErrors.outOfRange("value does not fit: value=" + number);
    }
    boolean belowOne = number.abs().compareTo(BigDecimal.ONE) < 0; // 1e-999999999 is not rounded
    return belowOne ? BigDecimal.ZERO : number.setScale(0, RoundingMode.DOWN);
  }

  static double number(Object value) throws SQLException {
    return switch (value) {
      case Number number -> number.doubleValue();
      case Boolean flag -> flag ? 1 : 0;
      case String text -> {
        try {
          yield Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
          throw bad(text, "a number");
        }
      }
      default -> throw bad(value, "a number");
    };
  }

  static boolean truth(Object value) throws SQLException {
    return switch (value) {
      case Boolean flag -> flag;
      case Number number -> decimal(number).signum() != 0;
      case String text ->
          switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "t", "1", "yes", "on" -> true;
            case "false", "f", "0", "no", "off" -> false;
            default -> throw bad(text, "a boolean");
          };
      default -> throw bad(value, "a boolean");
    };
  }

  static LocalDate date(Object value) throws SQLException {
    return switch (value) {
      case LocalDate date -> date;
      case LocalDateTime time -> time.toLocalDate();
      case String text -> {
        try {
          yield LocalDate.parse(text.strip());
        } catch (DateTimeException e) {
          throw bad(text, "a date");
        }
      }
      default -> throw bad(value, "a date");
    };
  }

  static LocalDateTime timestamp(Object value) throws SQLException {
    return switch (value) {
      case LocalDate date -> date.atStartOfDay();
      case LocalDateTime time -> time;
      case String text -> {
        try {
          String stripped = text.strip();
          yield stripped.length() == 10
              ? LocalDate.parse(stripped).atStartOfDay()
              : LocalDateTime.parse(stripped.replace(' ', 'T'));
        } catch (DateTimeException e) {
          throw bad(text, "a timestamp");
        }
      }
      default -> throw bad(value, "a timestamp");
    };
  }

  /** Milliseconds since 1970 of a local time in the calendar's time zone. */
  static long millis(LocalDateTime time, Calendar calendar) {
    return time.atZone(calendar.getTimeZone().toZoneId()).toInstant().toEpochMilli();
  }

  static String text(Object value) {
    return ValueText.of(value);
  }

  /** An object of a class that the caller names. */
  static <T> T as(Object value, Class<T> type) throws SQLException {
    Object converted = convert(value, type);
    if (converted == null) {
      throw JdbcErrors.badValue(
          "value has no such form: value=" + text(value) + " class=" + type.getName());
    }
    return type.cast(converted);
  }

  private static @Nullable Object convert(Object value, Class<?> type) throws SQLException {
    return switch (type.getName()) {
      case "java.lang.Object" -> standard(value);
      case "java.lang.String" -> text(value);
      case "java.lang.Boolean" -> truth(value);
      case "java.lang.Byte" -> (byte) integer(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case "java.lang.Short" -> (short) integer(value, Short.MIN_VALUE, Short.MAX_VALUE);
      case "java.lang.Integer" -> (int) integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case "java.lang.Long" -> integer(value, Long.MIN_VALUE, Long.MAX_VALUE);
      case "java.lang.Float" -> (float) number(value);
      case "java.lang.Double" -> number(value);
      case "java.math.BigDecimal", "java.lang.Number" -> decimal(value);
      case "java.math.BigInteger" -> wholeNumber(value);
      case "java.sql.Date" -> Date.valueOf(date(value));
      case "java.sql.Timestamp", "java.util.Date" -> Timestamp.valueOf(timestamp(value));
      case "java.sql.Time" -> Time.valueOf(timestamp(value).toLocalTime());
      case "java.time.LocalDate" -> date(value);
      case "java.time.LocalTime" -> timestamp(value).toLocalTime();
      case "java.time.LocalDateTime" -> timestamp(value);
      case "java.time.OffsetDateTime" -> timestamp(value).atOffset(ZoneOffset.UTC);
      case "java.time.Instant" -> timestamp(value).toInstant(ZoneOffset.UTC);
      default -> type.isInstance(value) ? value : null;
    };
  }

  private static BigInteger wholeNumber(Object value) throws SQLException {
    return whole(decimal(value)).toBigInteger();
  }

  /** A parameter as one of the classes that results have; null stays null. */
  static @Nullable Object parameter(@Nullable Object value) throws SQLException {
    return switch (value) {
      case null -> null;
      case Boolean _, Byte _, Short _, Integer _, Long _, Float _, Double _ -> value;
      case BigDecimal _, String _, LocalDate _, LocalDateTime _ -> value;
      case BigInteger number -> new BigDecimal(number);
      case Character letter -> letter.toString();
      case Date date -> date.toLocalDate();
      case Time time -> time.toString();
      case Timestamp time -> time.toLocalDateTime();
      case java.util.Date date ->
          LocalDateTime.ofInstant(date.toInstant(), ZoneOffset.systemDefault());
      case OffsetDateTime time -> time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
      case ZonedDateTime time -> LocalDateTime.ofInstant(time.toInstant(), ZoneOffset.UTC);
      case Instant time -> LocalDateTime.ofInstant(time, ZoneOffset.UTC);
      case Calendar time -> LocalDateTime.ofInstant(time.toInstant(), ZoneOffset.systemDefault());
      case LocalTime time -> time.toString();
      case Enum<?> constant -> constant.name();
      case java.util.UUID id -> id.toString();
      default -> throw JdbcErrors.unsupported("parameters of class " + value.getClass().getName());
    };
  }

  private static SQLException bad(Object value, String wanted) {
    return JdbcErrors.badValue("value is not " + wanted + ": value=" + text(value));
  }
}
