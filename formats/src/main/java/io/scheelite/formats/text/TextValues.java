package io.scheelite.formats.text;

import io.scheelite.columnar.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads texts of fields as values; null where they are none of the type. Stateless. */
public final class TextValues {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int DATE_CHARS = 10;

  private TextValues() {}

  /** Whether a text is a value of a type. */
  public static boolean isA(DataType type, String text) {
    return switch (type) {
      case DataType.Null _, DataType.Binary _, DataType.List _, DataType.Struct _, DataType.Map _ ->
          false;
      case DataType.Utf8 _ -> true;
      case DataType.Bool _ -> truth(text) != null;
      case DataType.Float32 _, DataType.Float64 _ -> number(text) != null;
      case DataType.Decimal decimal -> decimal(decimal, text) != null;
      case DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Date _,
          DataType.Timestamp _ ->
          integer(type, text) != null;
    };
  }

  /** A text as the value of a literal of a type that is not nested; null if it is none. */
  public static @Nullable Object literal(DataType type, String text) {
    return switch (type) {
      case DataType.Null _, DataType.Binary _, DataType.List _, DataType.Struct _, DataType.Map _ ->
          null;
      case DataType.Utf8 _ -> text;
      case DataType.Bool _ -> truth(text);
      case DataType.Float32 _, DataType.Float64 _ -> number(text);
      case DataType.Decimal decimal -> decimal(decimal, text);
      case DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Date _,
          DataType.Timestamp _ ->
          integer(type, text);
    };
  }

  static @Nullable Boolean truth(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true", "t" -> true;
      case "false", "f" -> false;
      default -> null;
    };
  }

  /** Integers, days since 1970, microseconds since 1970. */
  static @Nullable Long integer(DataType type, String text) {
    return switch (type) {
      case DataType.Int8 _ -> whole(text, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case DataType.Int16 _ -> whole(text, Short.MIN_VALUE, Short.MAX_VALUE);
      case DataType.Int32 _ -> whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case DataType.Int64 _ -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
      case DataType.Date _ -> date(text.strip());
      case DataType.Timestamp _ -> timestamp(text.strip());
      default -> throw new IllegalArgumentException("not stored as an integer: type=" + type);
    };
  }

  private static @Nullable Long whole(String text, long smallest, long largest) {
    String stripped = text.strip();
    if (stripped.isEmpty() || stripped.length() > 20 || !isNumeric(stripped)) {
      return null;
    }
    try {
      long value = Long.parseLong(stripped);
      return value < smallest || value > largest ? null : (Long) value;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Whether there are only ASCII characters of numbers: Java takes more. */
  private static boolean isNumeric(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Long date(String text) {
    if (text.length() != DATE_CHARS) {
      return null;
    }
    try {
      return LocalDate.parse(text).toEpochDay();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Long timestamp(String text) {
    Long day = date(text);
    if (day != null) {
      return Math.multiplyExact(day, 86_400 * MICROS_PER_SECOND);
    }
    if (text.length() <= DATE_CHARS) {
      return null;
    }
    try {
      LocalDateTime time =
          LocalDateTime.parse(
              text.charAt(DATE_CHARS) == ' '
                  ? text.substring(0, DATE_CHARS) + 'T' + text.substring(DATE_CHARS + 1)
                  : text);
      return time.toEpochSecond(ZoneOffset.UTC) * MICROS_PER_SECOND
          + time.get(ChronoField.MICRO_OF_SECOND);
    } catch (DateTimeException e) {
      return null;
    }
  }

  static @Nullable Double number(String text) {
    String stripped = text.strip();
    return switch (stripped.toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "inf", "infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> finite(stripped);
    };
  }

  private static @Nullable Double finite(String stripped) {
    if (stripped.isEmpty() || !isNumeric(stripped)) {
      return null;
    }
    try {
      double value = Double.parseDouble(stripped);
      return Double.isInfinite(value) ? null : (Double) value; // too many digits for a number
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The unscaled value, rounded to the type's scale. */
  static @Nullable BigInteger decimal(DataType.Decimal type, String text) {
    String stripped = text.strip();
    if (stripped.isEmpty() || !isNumeric(stripped)) {
      return null;
    }
    try {
      BigDecimal value = new BigDecimal(stripped).setScale(type.scale(), RoundingMode.HALF_UP);
      return value.precision() > type.precision() ? null : value.unscaledValue();
    } catch (NumberFormatException | ArithmeticException e) {
      return null;
    }
  }
}
