package io.scheelite.sql.result;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Text of values: the shortest decimal that reads back as the same double, decimals with all of
 * their scale, {@code YYYY-MM-DD}, {@code YYYY-MM-DD HH:MM:SS[.ffffff]}, {@code true} and {@code
 * false}, nested values as JSON.
 */
public final class ValueText {
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
          .toFormatter(Locale.ROOT);

  private ValueText() {}

  /** The text of a value that is not null. */
  public static String of(Object value) {
    return switch (value) {
      case BigDecimal decimal -> decimal.toPlainString();
      case Double number -> floatText(number, Double.toString(number));
      case Float number -> floatText(number, Float.toString(number));
      case LocalDateTime timestamp -> TIMESTAMP.format(timestamp);
      case byte[] bytes -> io.scheelite.operators.expression.evaluation.ValueText.binary(bytes);
      case List<?> list -> JsonValues.text(list);
      case Map<?, ?> map -> JsonValues.text(map);
      default -> value.toString();
    };
  }

  /**
   * Java's digits are the shortest but for those of tiny numbers, where it writes two; its
   * exponents are written as C does, and specials in lower case.
   */
  private static String floatText(double value, String javaText) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    int exponentAt = javaText.indexOf('E');
    if (exponentAt < 0) {
      return javaText;
    }
    int exponent = Integer.parseInt(javaText.substring(exponentAt + 1));
    if (exponent >= 0 && exponent < 16) {
      String plain = new BigDecimal(javaText).toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    if (exponent < 0 && exponent >= -4) {
      return new BigDecimal(javaText).stripTrailingZeros().toPlainString();
    }
    BigDecimal oneDigit = new BigDecimal(javaText).round(new MathContext(1));
    if (exponentAt <= 4 && oneDigit.doubleValue() == value) {
      return shortExponent(oneDigit.unscaledValue().toString(), -oneDigit.scale());
    }
    String digits = javaText.substring(0, exponentAt);
    String mantissa = digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits;
    return shortExponent(mantissa, exponent);
  }

  private static String shortExponent(String mantissa, int exponent) {
    return mantissa
        + (exponent < 0 ? "e-" : "e+")
        + String.format(Locale.ROOT, "%02d", Math.abs(exponent));
  }
}
