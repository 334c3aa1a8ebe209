package io.scheelite.formats.text;

import io.scheelite.columnar.DataType;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A format of dates and timestamps in the words of C's {@code strptime}: {@code %Y %y %m %d %H %I
 * %M %S %f %g %p %b %B %j %%} and what stands for itself.
 *
 * @param pattern such as {@code %d.%m.%Y %H:%M}
 */
public record DateTimeFormat(String pattern) {
  private static final List<String> MONTHS =
      List.of(
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december");
  private static final String SPECIFIERS = "YymdHIMSfgpbBj%";

  /**
   * Refuses what it does not know.
   *
   * @throws IllegalArgumentException that says what
   */
  public DateTimeFormat {
    for (int i = pattern.indexOf('%'); i >= 0; i = pattern.indexOf('%', i + 2)) {
      if (i + 1 == pattern.length() || SPECIFIERS.indexOf(pattern.charAt(i + 1)) < 0) {
        throw new IllegalArgumentException(
            "unknown specifier of a date's format, only %"
                + String.join(" %", SPECIFIERS.split("")));
      }
    }
  }

  /** Whether a text has this format. */
  public boolean matches(DataType type, String text) {
    return parse(type, text) != null;
  }

  /** Days or microseconds since 1970 of a text; null if it has not this format. */
  @Nullable Long parse(DataType type, String text) {
    Fields fields = new Fields(text.strip());
    try {
      if (!fields.read(pattern)) {
        return null;
      }
      LocalDate date = fields.date();
      if (type instanceof DataType.Date) {
        return date.toEpochDay();
      }
      LocalDateTime time = date.atTime(fields.hour(), fields.minute, fields.second);
      return Math.addExact(
          Math.multiplyExact(time.toEpochSecond(ZoneOffset.UTC), 1_000_000L), fields.micros);
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  /** What has been read of a text. */
  private static final class Fields {
    private final String text;
    private int at;
    private int year = 1900;
    private int month = 1;
    private int day = 1;
    private int dayOfYear;
    private int hour;
    private int minute;
    private int second;
    private int micros;
    private int half = -1;

    Fields(String text) {
      this.text = text;
    }

    LocalDate date() {
      return dayOfYear > 0 ? LocalDate.ofYearDay(year, dayOfYear) : LocalDate.of(year, month, day);
    }

    int hour() {
      return half < 0 ? hour : hour % 12 + half;
    }

    boolean read(String pattern) {
      for (int i = 0; i < pattern.length(); i++) {
        char c = pattern.charAt(i);
        boolean matches = c == '%' ? field(pattern.charAt(++i)) : literal(c);
        if (!matches) {
          return false;
        }
      }
      return at == text.length();
    }

    private boolean literal(char wanted) {
      boolean matches = at < text.length() && text.charAt(at) == wanted;
      at++;
      return matches;
    }

    private boolean field(char specifier) {
      int before = at;
      switch (specifier) {
        case 'Y' -> year = number(4);
        case 'y' -> year = shortYear(number(2));
        case 'm' -> month = number(2);
        case 'd' -> day = number(2);
        case 'j' -> dayOfYear = number(3);
        case 'H', 'I' -> hour = number(2);
        case 'M' -> minute = number(2);
        case 'S' -> second = number(2);
        case 'f' -> micros = fraction(6, 1);
        case 'g' -> micros = fraction(3, 1000);
        case 'p' -> half = half();
        case 'b', 'B' -> month = month(specifier == 'B');
        default -> {
          return literal('%');
        }
      }
      return at > before;
    }

    private static int shortYear(int two) {
      return two + (two < 69 ? 2000 : 1900);
    }

    private int number(int mostDigits) {
      int value = 0;
      int end = Math.min(text.length(), at + mostDigits);
      for (; at < end && isDigit(); at++) {
        value = value * 10 + text.charAt(at) - '0';
      }
      return value;
    }

    private boolean isDigit() {
      return text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private int fraction(int digits, int factor) {
      int before = at;
      int value = number(digits);
      for (int i = at - before; i < digits; i++) {
        value *= 10;
      }
      return value * factor;
    }

    private int half() {
      String word = text.substring(at, Math.min(text.length(), at + 2)).toLowerCase(Locale.ROOT);
      at += word.equals("am") || word.equals("pm") ? 2 : 0;
      return word.equals("pm") ? 12 : 0;
    }

    private int month(boolean full) {
      String rest = text.substring(at).toLowerCase(Locale.ROOT);
      for (int i = 0; i < MONTHS.size(); i++) {
        String name = full ? MONTHS.get(i) : MONTHS.get(i).substring(0, 3);
        if (rest.startsWith(name)) {
          at += name.length();
          return i + 1;
        }
      }
      return 0;
    }
  }
}
