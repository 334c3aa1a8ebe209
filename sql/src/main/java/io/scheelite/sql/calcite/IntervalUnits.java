package io.scheelite.sql.calcite;

import io.scheelite.sql.SqlException;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the text of an interval of several units, {@code '1 hour 30 minutes'}, as Calcite's
 * grammar has it: as one interval if all units are months and years or all are shorter ones, else
 * as two that are added up where nothing binds tighter than that.
 */
final class IntervalUnits {
  private static final int SECONDS = 60;
  private static final BigInteger SECONDS_PER_DAY = BigInteger.valueOf(24L * SECONDS * SECONDS);

  /** Blanks and comments. */
  private static final Pattern BLANKS =
      Pattern.compile("(?:\\s++|--[^\\n]*+|/\\*[\\s\\S]*?\\*/)*+");

  private static final String ENDS_OF_OPERANDS = "_)'\"";
  private static final char NONE = 0;

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
   * @param before ends with the word
   * @param word length of what is before it
   * @param end where the statement goes on
   */
  static String written(String content, CharSequence before, int word, String statement, int end) {
    IntervalUnits units = new IntervalUnits(content);
    if (units.seconds.signum() == 0) {
      return units.inMonths();
    }
    if (units.months.signum() == 0) {
      return units.inDays();
    }
    char sign = sign(before, word);
    if (sign == NONE || isMultiplied(statement, end)) {
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

  /** The sign that follows an operand and is followed by the interval. */
  private static char sign(CharSequence before, int word) {
    int at = lastOf(before, word);
    char sign = at < 0 ? NONE : before.charAt(at);
    int operand = sign == '+' || sign == '-' ? lastOf(before, at) : -1;
    boolean follows =
        operand >= 0
            && (Character.isLetterOrDigit(before.charAt(operand))
                || ENDS_OF_OPERANDS.indexOf(before.charAt(operand)) >= 0);
    return follows ? sign : NONE;
  }

  private static int lastOf(CharSequence text, int end) {
    int at = end - 1;
    while (at >= 0 && Character.isWhitespace(text.charAt(at))) {
      at--;
    }
    return at;
  }

  private static boolean isMultiplied(String statement, int end) {
    Matcher next = BLANKS.matcher(statement).region(end, statement.length());
    int at = next.lookingAt() ? next.end() : end;
    return at < statement.length() && (statement.charAt(at) == '*' || statement.charAt(at) == '/');
  }
}
