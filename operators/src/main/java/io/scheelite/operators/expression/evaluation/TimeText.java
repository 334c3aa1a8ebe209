package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;
import java.util.List;

/** Writes dates and timestamps as the directives of strftime say. */
final class TimeText {
  static final List<String> WEEKDAYS =
      List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");
  static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");

  /** Letters of a name that is cut. */
  static final int SHORT_NAME = 3;

  private final Expression.FunctionCall call;
  private final boolean isTimestamp;

  TimeText(Expression.FunctionCall call) {
    this.call = call;
    this.isTimestamp = call.arguments().getFirst().type() instanceof DataType.Timestamp;
  }

  /** Appends a value by a format. */
  void append(long value, CharSequence format, StringBuilder result) {
    long days = isTimestamp ? Math.floorDiv(value, DateTimes.MICROS_PER_DAY) : value;
    long time = isTimestamp ? Math.floorMod(value, DateTimes.MICROS_PER_DAY) : 0;
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%') {
        result.append(c);
        continue;
      }
      boolean bare = i + 2 < format.length() && format.charAt(i + 1) == '-';
      i += bare ? 2 : 1;
      if (i >= format.length()) {
        throw ExpressionException.invalidArgument(call, "'%' at the end");
      }
      directive(format.charAt(i), bare, days, time, result);
    }
  }

  private void directive(char letter, boolean bare, long days, long time, StringBuilder result) {
    long civil = CalendarDays.civil(days);
    int year = CalendarDays.year(civil);
    int weekday = (int) Math.floorMod(days + 4, 7L);
    long hour = time / DateTimes.MICROS_PER_HOUR;
    switch (letter) {
      case 'Y' -> result.append(year);
      case 'y' -> number(Math.floorMod(year, 100), 2, bare, result);
      case 'm' -> number(CalendarDays.month(civil), 2, bare, result);
      case 'd' -> number(CalendarDays.day(civil), 2, bare, result);
      case 'j' -> number(days - CalendarDays.days(year, 1, 1) + 1, 3, bare, result);
      case 'H' -> number(hour, 2, bare, result);
      case 'I' -> number((hour + 11) % 12 + 1, 2, bare, result);
      case 'M' -> number(time / DateTimes.MICROS_PER_MINUTE % 60, 2, bare, result);
      case 'S' -> number(time / DateTimes.MICROS_PER_SECOND % 60, 2, bare, result);
      case 'f' -> number(time % DateTimes.MICROS_PER_SECOND, 6, bare, result);
      case 'g' -> number(time % DateTimes.MICROS_PER_SECOND / 1000, 3, bare, result);
      case 'p' -> result.append(hour < 12 ? "AM" : "PM");
      case 'a' -> result.append(WEEKDAYS.get(weekday), 0, SHORT_NAME);
      case 'A' -> result.append(WEEKDAYS.get(weekday));
      case 'b', 'h' -> result.append(MONTHS.get(CalendarDays.month(civil) - 1), 0, SHORT_NAME);
      case 'B' -> result.append(MONTHS.get(CalendarDays.month(civil) - 1));
      case 'w' -> result.append(weekday);
      case 'u' -> result.append(weekday == 0 ? 7 : weekday);
      case 'U' -> number((dayOfYear(days, year) + 6 - weekday) / 7, 2, bare, result);
      case 'W' -> number((dayOfYear(days, year) + 6 - (weekday + 6) % 7) / 7, 2, bare, result);
      case 'V' -> number(isoWeek(days), 2, bare, result);
      case 'G' -> result.append(CalendarDays.year(CalendarDays.civil(thursday(days))));
      case 'x', 'F' -> several("%Y-%m-%d", days, time, result);
      case 'X', 'T' -> several("%H:%M:%S", days, time, result);
      case 'c' -> several("%Y-%m-%d %H:%M:%S", days, time, result);
      case '%' -> result.append('%');
      default -> throw ExpressionException.invalidArgument(call, "'%" + letter + "'");
    }
  }

  private void several(String format, long days, long time, StringBuilder result) {
    for (int i = 0; i < format.length(); i++) {
      if (format.charAt(i) == '%') {
        directive(format.charAt(++i), false, days, time, result);
      } else {
        result.append(format.charAt(i));
      }
    }
  }

  private static long dayOfYear(long days, int year) {
    return days - CalendarDays.days(year, 1, 1) + 1;
  }

  private static long thursday(long days) {
    return days - Math.floorMod(days + 3, 7L) + 3;
  }

  private static long isoWeek(long days) {
    long thursday = thursday(days);
    int year = CalendarDays.year(CalendarDays.civil(thursday));
    return (thursday - CalendarDays.days(year, 1, 1)) / 7 + 1;
  }

  private static void number(long value, int digits, boolean bare, StringBuilder result) {
    int start = result.length();
    result.append(value);
    for (int missing = digits - (result.length() - start); missing > 0 && !bare; missing--) {
      result.insert(start, '0');
    }
  }
}
