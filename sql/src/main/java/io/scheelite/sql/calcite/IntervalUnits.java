package io.scheelite.sql.calcite;

import io.scheelite.sql.SqlException;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;

/**
 * Writes the text of an interval of several units, {@code '1 hour 30 minutes'}, as Calcite's
 * grammar has it: as one interval if all units are months and years or all are shorter ones, else
 * as two that are added up where nothing binds tighter than that.
 */
final class IntervalUnits {
  private static final int SECONDS = 60;
  private static final BigInteger SECONDS_PER_DAY = BigInteger.valueOf(24L * SECONDS * SECONDS);

  private BigInteger months = BigInteger.ZERO;
  private BigInteger seconds = BigInteger.ZERO;

  private IntervalUnits(String content) {
    Matcher parts = SqlWords.INTERVAL.matcher(content);
    while (parts.find()) {
      BigInteger number = new BigInteger(parts.group(1));
      switch (parts.group(2).toLowerCase(Locale.ROOT)) {
        case "year" -> addMonths(number, 12);
        case "month" -> addMonths(number, 1);
        case "week" -> addSeconds(number.multiply(SECONDS_PER_DAY), 7);
        case "day" -> addSeconds(number.multiply(SECONDS_PER_DAY), 1);
        case "hour" -> addSeconds(number, SECONDS * SECONDS);
        case "minute" -> addSeconds(number, SECONDS);
        default -> addSeconds(number, 1);
      }
    }
  }

  private void addMonths(BigInteger number, int factor) {
    months = months.add(number.multiply(BigInteger.valueOf(factor)));
  }

  private void addSeconds(BigInteger number, int factor) {
    seconds = seconds.add(number.multiply(BigInteger.valueOf(factor)));
  }

  /**
   * What is written behind the word INTERVAL.
   *
   * @param before the statement up to that word
   * @param behind the statement behind the text
   */
  static String written(String content, CharSequence before, CharSequence behind) {
    IntervalUnits units = new IntervalUnits(content);
    if (units.seconds.signum() == 0) {
      return units.inMonths();
    }
    if (units.months.signum() == 0) {
      return units.inDays();
    }
    String sign = sign(before);
    if (sign.isEmpty() || behind.toString().matches("(?s)\\s*[*/].*")) {
      throw SqlException.unsupported("months and days of one interval, but added to a date");
    }
    return units.inMonths() + ' ' + sign + " interval " + units.inDays();
  }

  private String inMonths() {
    return "'" + months + "' month";
  }

  private String inDays() {
    BigInteger[] days = seconds.abs().divideAndRemainder(SECONDS_PER_DAY);
    int rest = days[1].intValueExact();
    return String.format(
        Locale.ROOT,
        "'%s%s %02d:%02d:%02d' day to second",
        seconds.signum() < 0 ? "-" : "",
        days[0],
        rest / SECONDS / SECONDS,
        rest / SECONDS % SECONDS,
        rest % SECONDS);
  }

  /** The sign that follows an operand and is followed by the interval, or nothing. */
  private static String sign(CharSequence before) {
    String text = before.toString().stripTrailing();
    if (!text.endsWith("+") && !text.endsWith("-")) {
      return "";
    }
    int at = text.length() - 1;
    String operand = text.substring(0, at).stripTrailing();
    boolean follows =
        !operand.isEmpty()
            && (Character.isLetterOrDigit(operand.charAt(operand.length() - 1))
                || "_)'\"".indexOf(operand.charAt(operand.length() - 1)) >= 0);
    return follows ? text.substring(at) : "";
  }
}
