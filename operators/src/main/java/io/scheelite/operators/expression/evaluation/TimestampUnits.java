package io.scheelite.operators.expression.evaluation;

import io.scheelite.operators.expression.DateUnit;

/** Rounds timestamps, in microseconds since 1970, down to units and numbers those. */
final class TimestampUnits {
  private static final int MONDAY = 4; // 1970-01-05
  private static final int DAYS_PER_WEEK = 7;

  private TimestampUnits() {}

  /** Microseconds of a unit of always the same length; 0 for others. */
  private static long length(DateUnit unit) {
    return switch (unit) {
      case MICROSECOND -> 1;
      case MILLISECOND -> 1000;
      case SECOND -> DateTimes.MICROS_PER_SECOND;
      case MINUTE -> DateTimes.MICROS_PER_MINUTE;
      case HOUR -> DateTimes.MICROS_PER_HOUR;
      case DAY -> DateTimes.MICROS_PER_DAY;
      case WEEK, MONTH, QUARTER, YEAR, DECADE, CENTURY, MILLENNIUM -> 0;
    };
  }

  /** Months of a unit that is made of them; 0 for others. */
  private static int months(DateUnit unit) {
    return switch (unit) {
      case MONTH -> 1;
      case QUARTER -> 3;
      case YEAR -> 12;
      case DECADE -> 120;
      case CENTURY -> 1200;
      case MILLENNIUM -> 12_000;
      case MICROSECOND, MILLISECOND, SECOND, MINUTE, HOUR, DAY, WEEK -> 0;
    };
  }

  /** Which unit a timestamp lies in: units are numbered in the order of time. */
  static long number(DateUnit unit, long micros) {
    long length = length(unit);
    if (length > 0) {
      return Math.floorDiv(micros, length);
    }
    long days = Math.floorDiv(micros, DateTimes.MICROS_PER_DAY);
    if (unit == DateUnit.WEEK) {
      return Math.floorDiv(days - MONDAY, DAYS_PER_WEEK);
    }
    long civil = CalendarDays.civil(days);
    long month = CalendarDays.year(civil) * 12L + CalendarDays.month(civil) - 1;
    return Math.floorDiv(month, months(unit));
  }

  /**
   * The day on which a unit of at least a day begins.
   *
   * @param number as {@link #number} counts
   */
  private static long firstDay(DateUnit unit, long number) {
    if (unit == DateUnit.WEEK) {
      return number * DAYS_PER_WEEK + MONDAY;
    }
    long month = number * months(unit);
    return CalendarDays.days(Math.floorDiv(month, 12L), (int) Math.floorMod(month, 12L) + 1, 1);
  }

  /** When the unit of a timestamp begins; wraps around before the first that there is. */
  static long begin(DateUnit unit, long micros) {
    long number = number(unit, micros);
    long length = length(unit);
    return length > 0 ? number * length : firstDay(unit, number) * DateTimes.MICROS_PER_DAY;
  }
}
