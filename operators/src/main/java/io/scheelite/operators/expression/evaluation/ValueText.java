package io.scheelite.operators.expression.evaluation;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The text of values: the shortest decimal that reads back as the same floating-point number, with
 * an exponent as C writes it outside 1e-4 to 1e16; decimals with all of their scale; {@code
 * YYYY-MM-DD HH:MM:SS[.ffffff]}.
 */
public final class ValueText {
  private static final int SMALLEST_PLAIN_EXPONENT = -4;
  private static final int SMALLEST_EXPONENT = 16;
  private static final long MICROS_PER_DAY = 86_400_000_000L;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private ValueText() {}

  /** Text of a decimal. */
  public static String decimal(BigInteger unscaled, int scale) {
    return new BigDecimal(unscaled, scale).toPlainString();
  }

  /** Text of a binary32 number. */
  public static String float32(float value) {
    return floating(value, Float.toString(value));
  }

  /** Text of a binary64 number. */
  public static String float64(double value) {
    return floating(value, Double.toString(value));
  }

  private static String floating(double value, String javaText) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return javaText;
    }
    BigDecimal exact = shortest(new BigDecimal(javaText).stripTrailingZeros(), value);
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= SMALLEST_PLAIN_EXPONENT && exponent < SMALLEST_EXPONENT) {
      String plain = exact.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    String digits = exact.unscaledValue().abs().toString();
    StringBuilder text = new StringBuilder(value < 0 ? "-" : "").append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    int magnitude = Math.abs(exponent);
    text.append(exponent < 0 ? "e-" : "e+").append(magnitude < 10 ? "0" : "");
    return text.append(magnitude).toString();
  }

  /** Java writes two digits where one would do, which is so for the tiniest numbers. */
  private static BigDecimal shortest(BigDecimal digits, double value) {
    if (digits.precision() != 2) {
      return digits;
    }
    BigDecimal oneDigit = digits.round(new MathContext(1));
    return oneDigit.doubleValue() == value ? oneDigit : digits;
  }

  /** Text of a day since 1970-01-01. */
  public static String date(long days) {
    LocalDate date = LocalDate.ofEpochDay(days);
    StringBuilder text = new StringBuilder();
    int year = date.getYear();
    padded(text.append(year < 0 ? "-" : ""), Math.abs(year), 4);
    padded(text.append('-'), date.getMonthValue(), 2);
    return padded(text.append('-'), date.getDayOfMonth(), 2).toString();
  }

  /** Text of microseconds since 1970-01-01T00:00:00. */
  public static String timestamp(long micros) {
    long inDay = Math.floorMod(micros, MICROS_PER_DAY);
    long seconds = inDay / 1_000_000;
    long fraction = inDay % 1_000_000;
    StringBuilder text = new StringBuilder(date(Math.floorDiv(micros, MICROS_PER_DAY)));
    padded(text.append(' '), seconds / 3600, 2);
    padded(text.append(':'), seconds / 60 % 60, 2);
    padded(text.append(':'), seconds % 60, 2);
    if (fraction == 0) {
      return text.toString();
    }
    padded(text.append('.'), fraction, 6);
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, end);
  }

  /** Text of bytes: those that are printable ASCII as they are, others as {@code \xAB}. */
  public static String binary(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length);
    for (byte value : bytes) {
      if (value >= ' ' && value < 0x7f && "\\'\"".indexOf(value) < 0) {
        text.append((char) value);
      } else {
        text.append("\\x").append(HEX.toHexDigits(value));
      }
    }
    return text.toString();
  }

  /**
   * The bytes of such a text: {@code \xAB} is one byte, all else is ASCII; null for other texts.
   */
  public static byte @Nullable [] parseBinary(String text) {
    byte[] bytes = new byte[text.length()];
    int size = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        boolean escape =
            text.startsWith("\\x", i)
                && i + 3 < text.length()
                && HexFormat.isHexDigit(text.charAt(i + 2))
                && HexFormat.isHexDigit(text.charAt(i + 3));
        if (!escape) {
          return null;
        }
        bytes[size++] = (byte) HexFormat.fromHexDigits(text, i + 2, i + 4);
        i += 3;
      } else if (c >= 0x80) {
        return null;
      } else {
        bytes[size++] = (byte) c;
      }
    }
    return Arrays.copyOf(bytes, size);
  }

  private static StringBuilder padded(StringBuilder text, long number, int digits) {
    String plain = Long.toString(number);
    return text.repeat('0', Math.max(0, digits - plain.length())).append(plain);
  }
}
