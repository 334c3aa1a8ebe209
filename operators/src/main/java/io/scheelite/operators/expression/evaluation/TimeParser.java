package io.scheelite.operators.expression.evaluation;

import java.util.List;

/**
 * Reads texts as the directives of strptime say; those of weeks and zones are not known. What is
 * not said is that of 1900-01-01 00:00:00. Used by one thread.
 */
final class TimeParser {
  private static final int FIRST_YEAR = 1900;
  private static final int FIRST_SHORT_YEAR = 69; // of the last century
  private static final int MICRO_DIGITS = 6;
  private static final int HOURS = 12;

  private CharSequence text = "";
  private int at;
  private int year;
  private int month;
  private int day;
  private int dayOfYear;
  private int hour;
  private int minute;
  private int second;
  private int micros;
  private int half; // of the day, from 1; 0 if that is not said
  private boolean halfHours;

  /** Whether a text is a timestamp in that format. */
  boolean parse(CharSequence written, CharSequence format) {
    text = written;
    at = 0;
    year = FIRST_YEAR;
    month = 1;
    day = 1;
    dayOfYear = 0;
    hour = 0;
    minute = 0;
    second = 0;
    micros = 0;
    half = 0;
    halfHours = false;
    skipBlanks();
    boolean read = follow(format);
    skipBlanks();
    return read && at == text.length() && finish();
  }

  /** What {@link #parse} has read. */
  long micros() {
    long days =
        dayOfYear > 0
            ? CalendarDays.days(year, 1, 1) + dayOfYear - 1
            : CalendarDays.days(year, month, day);
    return days * DateTimes.MICROS_PER_DAY
        + hour * DateTimes.MICROS_PER_HOUR
        + minute * DateTimes.MICROS_PER_MINUTE
        + second * DateTimes.MICROS_PER_SECOND
        + micros;
  }

  private boolean follow(CharSequence format) {
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      boolean read;
      if (c == '%' && i + 1 < format.length()) {
        boolean bare = i + 2 < format.length() && format.charAt(i + 1) == '-';
        i += bare ? 2 : 1;
        read = directive(format.charAt(i));
      } else if (Character.isWhitespace(c)) {
        int before = at;
        skipBlanks();
        read = at > before;
      } else {
        read = accept(c);
      }
      if (!read) {
        return false;
      }
    }
    return true;
  }

  private boolean directive(char letter) {
    switch (letter) {
      case 'Y' -> year = number(4, 0, 9999);
      case 'y' -> {
        int two = number(2, 0, 99);
        year = two < 0 ? two : two + (two < FIRST_SHORT_YEAR ? 2000 : FIRST_YEAR);
      }
      case 'm' -> month = number(2, 1, 12);
      case 'd' -> day = number(2, 1, 31);
      case 'j' -> dayOfYear = number(3, 1, 366);
      case 'H' -> hour = number(2, 0, 23);
      case 'I' -> {
        hour = number(2, 1, HOURS);
        halfHours = true;
      }
      case 'M' -> minute = number(2, 0, 59);
      case 'S' -> second = number(2, 0, 59);
      case 'f' -> micros = fraction(MICRO_DIGITS);
      case 'g' -> micros = fraction(3);
      case 'p' -> half = 1 + name(List.of("am", "pm"), 2);
      case 'b', 'h' -> month = 1 + name(TimeText.MONTHS, TimeText.SHORT_NAME);
      case 'B' -> month = 1 + name(TimeText.MONTHS, 0);
      case 'a' -> {
        return name(TimeText.WEEKDAYS, TimeText.SHORT_NAME) >= 0;
      }
      case 'A' -> {
        return name(TimeText.WEEKDAYS, 0) >= 0;
      }
      case 'x', 'F' -> {
        return follow("%Y-%m-%d");
      }
      case 'X', 'T' -> {
        return follow("%H:%M:%S");
      }
      case 'c' -> {
        return follow("%Y-%m-%d %H:%M:%S");
      }
      default -> {
        return letter == '%' && accept('%');
      }
    }
    boolean named = letter != 'p' || half > 0;
    return named && month > 0 && (year | day | dayOfYear | hour | minute | second | micros) >= 0;
  }

  private boolean finish() {
    if (halfHours) {
      hour = hour % HOURS + (half == 2 ? HOURS : 0);
    }
    return dayOfYear > 0
        ? dayOfYear <= 365 || CalendarDays.lengthOfMonth(year, 2) == 29
        : CalendarDays.isDate(year, month, day);
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean accept(char c) {
    boolean found = at < text.length() && text.charAt(at) == c;
    at += found ? 1 : 0;
    return found;
  }

  /** A number of so many digits at most; -1 if there is none, or it is out of range. */
  private int number(int digits, int least, int most) {
    int start = at;
    int value = 0;
    while (at < text.length() && at - start < digits && isDigit(text.charAt(at))) {
      value = value * 10 + text.charAt(at++) - '0';
    }
    return at > start && value >= least && value <= most ? value : -1;
  }

  /** Microseconds; -1 if there is no digit. */
  private int fraction(int digits) {
    int start = at;
    int value = number(digits, 0, Integer.MAX_VALUE);
    for (int missing = MICRO_DIGITS - (at - start); missing > 0 && value >= 0; missing--) {
      value *= 10;
    }
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /**
   * Which of some names is there, in any case; -1 if none is.
   *
   * @param length how many of their letters are written; 0 if all are
   */
  private int name(List<String> names, int length) {
    for (int i = 0; i < names.size(); i++) {
      String name = length == 0 ? names.get(i) : names.get(i).substring(0, length);
      int end = at + name.length();
      if (end <= text.length() && name.equalsIgnoreCase(text.subSequence(at, end).toString())) {
        at = end;
        return i;
      }
    }
    return -1;
  }
}
