package io.scheelite.operators.expression.evaluation;

/**
 * Days since 1970-01-01 to year, month and day of the proleptic Gregorian calendar and back,
 * without objects. Years are counted from March, which puts the leap day at their end (the
 * algorithm is Howard Hinnant's, "chrono-compatible low-level date algorithms").
 */
final class CalendarDays {
  private static final int DAYS_TO_1970 = 719_468; // from 0000-03-01
  private static final int DAYS_PER_ERA = 146_097; // 400 years
  private static final int YEARS_PER_ERA = 400;
  private static final int MOST_YEARS = 6_000_000;
  private static final int FIRST_OF_1901 = -25_202;
  private static final int FIRST_OF_2100 = 47_482;
  private static final int DAYS_PER_FOUR_YEARS = 1461;

  private CalendarDays() {}

  /** Year, month and day in one word, to be read by the accessors below. */
  static long civil(long days) {
    long shifted = days + DAYS_TO_1970;
    int era = (int) Math.floorDiv(shifted, (long) DAYS_PER_ERA);
    int day = (int) (shifted - (long) era * DAYS_PER_ERA);
    int yearOfEra = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    int dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int fromMarch = (5 * dayOfYear + 2) / 153;
    int dayOfMonth = dayOfYear - (153 * fromMarch + 2) / 5 + 1;
    int month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
    long year = (long) era * YEARS_PER_ERA + yearOfEra + (month <= 2 ? 1 : 0);
    return year << 16 | month << 8 | dayOfMonth;
  }

  /** Whether a day lies in the years 1901 to 2099, in which every fourth year is a leap year. */
  static boolean inEveryFourthYearLeaps(long days) {
    return days >= FIRST_OF_1901 && days < FIRST_OF_2100;
  }

  /** The year of such a day: 1901 begins a cycle of four years whose last is the leap year. */
  static int recentYear(int days) {
    return 1901 + (4 * (days - FIRST_OF_1901) + 3) / DAYS_PER_FOUR_YEARS;
  }

  static int year(long civil) {
    return (int) (civil >> 16);
  }

  static int month(long civil) {
    return (int) (civil >> 8) & 0xff;
  }

  static int day(long civil) {
    return (int) civil & 0xff;
  }

  /** Days since 1970-01-01 of a date that exists. */
  static long days(long year, int month, int day) {
    long fromMarch = month <= 2 ? year - 1 : year;
    long era = Math.floorDiv(fromMarch, (long) YEARS_PER_ERA);
    long yearOfEra = fromMarch - era * YEARS_PER_ERA;
    long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * DAYS_PER_ERA + dayOfEra - DAYS_TO_1970;
  }

  /** The day {@code months} later, or the last of that month if it is shorter. */
  static long addMonths(long days, long months) {
    long civil = civil(days);
    long total = year(civil) * 12L + month(civil) - 1 + months;
    long year = Math.floorDiv(total, 12L);
    int month = (int) Math.floorMod(total, 12L) + 1;
    return days(year, month, Math.min(day(civil), lengthOfMonth(year, month)));
  }

  /** Whether there is such a day, of a year that can be counted. */
  static boolean isDate(long year, long month, long day) {
    return year >= -MOST_YEARS
        && year <= MOST_YEARS
        && month >= 1
        && month <= 12
        && day >= 1
        && day <= lengthOfMonth(year, (int) month);
  }

  /** Days of a month from 1 to 12. */
  static int lengthOfMonth(long year, int month) {
    if (month == 2) {
      boolean leap = (year & 3) == 0 && (year % 100 != 0 || year % YEARS_PER_ERA == 0);
      return leap ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }
}
