package io.scheelite.operators.expression.evaluation;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads dates and timestamps from text: {@code YYYY-MM-DD}, also with other signs between, and
 * perhaps a time behind it, which may end with a zone. As timestamps have no zone, the clock's time
 * counts, whatever zone that is of.
 */
public final class DateTimeText {
  private static final int FRACTION_DIGITS = 6;
  private static final int HOURS = 24;

  // no group repeats inside another, so matching takes linear time
  private static final Pattern TEXT =
      Pattern.compile(
          "(?<year>[+-]?\\d{1,7})(?<sign>[-/ \\\\])(?<month>\\d{1,2})\\k<sign>(?<day>\\d{1,2})"
              + "(?:(?:T| ++)(?<hour>\\d{1,2}):(?<minute>\\d{1,2})"
              + "(?::(?<second>\\d{1,2})(?:\\.(?<fraction>\\d*+))?)?"
              + "(?: ?Z| ?[+-]\\d\\d(?::?\\d\\d){0,2}| [A-Za-z][\\w/+-]*+)?)?");

  private DateTimeText() {}

  /** Days of a date, perhaps with a time that is ignored; null if it is no date. */
  public static @Nullable Long parseDate(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches() && timeOfDay(matcher) >= 0 ? days(matcher) : null;
  }

  /** Microseconds of a date with an optional time; null if it is none. */
  public static @Nullable Long parseTimestamp(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    Long days = days(matcher);
    long time = timeOfDay(matcher);
    if (days == null || time < 0) {
      return null;
    }
    long midnight = days * DateTimes.MICROS_PER_DAY;
    boolean fits = Math.multiplyHigh(days, DateTimes.MICROS_PER_DAY) == midnight >> 63;
    return fits && midnight <= Long.MAX_VALUE - time ? midnight + time : null;
  }

  private static @Nullable Long days(Matcher matcher) {
    try {
      long days =
          LocalDate.of(number(matcher, "year"), number(matcher, "month"), number(matcher, "day"))
              .toEpochDay();
      return days == (int) days ? days : null;
    } catch (DateTimeException noSuchDay) {
      return null;
    }
  }

  /** Microseconds since midnight, that of the next day included; 0 without a time, -1 if none. */
  private static long timeOfDay(Matcher matcher) {
    int hour = number(matcher, "hour");
    int minute = number(matcher, "minute");
    int second = number(matcher, "second");
    if (hour > HOURS || minute > 59 || second > 59) {
      return -1;
    }
    String fraction = matcher.group("fraction");
    long micros = 0;
    if (fraction != null) {
      String digits = (fraction + "000000").substring(0, FRACTION_DIGITS);
      micros = Long.parseLong(digits);
    }
    long time = ((hour * 60L + minute) * 60 + second) * DateTimes.MICROS_PER_SECOND + micros;
    return time <= DateTimes.MICROS_PER_DAY ? time : -1;
  }

  private static int number(Matcher matcher, String group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
