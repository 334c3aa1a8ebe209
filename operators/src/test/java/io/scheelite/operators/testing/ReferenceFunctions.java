package io.scheelite.operators.testing;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.testing.ReferenceEvaluator.RowError;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The built-in functions of values that are not null, and LIKE by a regular expression. */
final class ReferenceFunctions {
  private ReferenceFunctions() {}

  static boolean like(String text, String pattern, int escape) {
    StringBuilder regex = new StringBuilder();
    int[] characters = pattern.codePoints().toArray();
    for (int i = 0; i < characters.length; i++) {
      if (characters[i] == escape && i + 1 < characters.length) {
        i++;
      } else if (characters[i] == '%' || characters[i] == '_') {
        regex.append(characters[i] == '%' ? ".*" : ".");
        continue;
      }
      regex.append(Pattern.quote(Character.toString(characters[i])));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
  }

  static @Nullable Object call(Expression.FunctionCall node, List<Object> values) {
    Object first = values.getFirst();
    return switch (node.function()) {
      case SUBSTRING -> substring(values);
      case UPPER -> mapped((String) first, true);
      case LOWER -> mapped((String) first, false);
      case TRIM -> ((String) first).replaceAll("^ +| +$", "");
      case LENGTH -> (long) ((String) first).codePointCount(0, ((String) first).length());
      case CONCAT -> first + (String) values.get(1);
      case YEAR -> (long) date(node, first).getYear();
      case MONTH -> (long) date(node, first).getMonthValue();
      case DAY -> (long) date(node, first).getDayOfMonth();
      case ADD_MONTHS, ADD_DAYS -> shifted(node, (Long) first, (Long) values.get(1));
      case ABS ->
          first instanceof Double number
              ? (Object) Math.abs(number)
              : signed(node.type(), first, ReferenceCasts.exact(node.type(), first).signum());
      case NEGATE ->
          first instanceof Double number ? (Object) (-number) : signed(node.type(), first, -1);
      case MEAN -> mean(node.arguments().getFirst().type(), first, (Long) values.get(1));
      case COALESCE, NULLIF -> throw new IllegalArgumentException("takes nulls");
      default -> throw new IllegalArgumentException("compared with DuckDB alone: " + node);
    };
  }

  private static @Nullable Object mean(DataType type, Object sum, long count) {
    if (count <= 0) {
      return null;
    }
    return sum instanceof Double number
        ? (Object) (number / count)
        : ReferenceCasts.exact(type, sum)
            .divide(BigDecimal.valueOf(count), MathContext.DECIMAL128)
            .doubleValue();
  }

  private static Object signed(DataType type, Object value, int sign) {
    BigDecimal number = ReferenceCasts.exact(type, value);
    return ReferenceCasts.stored(
        type, sign < 0 ? number.negate() : number, RoundingMode.UNNECESSARY);
  }

  private static String mapped(String text, boolean upper) {
    StringBuilder result = new StringBuilder();
    text.codePoints()
        .forEach(
            c ->
                result.appendCodePoint(
                    upper ? Character.toUpperCase(c) : Character.toLowerCase(c)));
    return result.toString();
  }

  private static String substring(List<Object> values) {
    int[] characters = ((String) values.getFirst()).codePoints().toArray();
    BigDecimal start = new BigDecimal((Long) values.get(1));
    BigDecimal end =
        values.size() == 2
            ? new BigDecimal(Long.MAX_VALUE)
            : start.add(new BigDecimal((Long) values.get(2)));
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < characters.length; i++) {
      BigDecimal position = new BigDecimal(i + 1);
      if (position.compareTo(start) >= 0 && position.compareTo(end) < 0) {
        result.appendCodePoint(characters[i]);
      }
    }
    return result.toString();
  }

  private static LocalDate date(Expression.FunctionCall node, Object value) {
    return node.arguments().getFirst().type() instanceof DataType.Date
        ? LocalDate.ofEpochDay((Long) value)
        : LocalDateTime.of(1970, 1, 1, 0, 0).plus((Long) value, ChronoUnit.MICROS).toLocalDate();
  }

  private static Long shifted(Expression.FunctionCall node, long days, long amount) {
    boolean possible = Math.abs(amount) < 1L << 34 && amount != Long.MIN_VALUE;
    long result = Long.MAX_VALUE;
    if (possible) {
      LocalDate date = LocalDate.ofEpochDay(days);
      result =
          switch (node.function()) {
            case ADD_MONTHS -> days(date, amount);
            default -> days + amount;
          };
    }
    if (result != (int) result) {
      throw new RowError(ErrorCode.INVALID_DATE_TIME);
    }
    return result;
  }

  private static long days(LocalDate date, long months) {
    boolean inCalendar = Math.abs(months) < 12L * 900_000_000; // years of LocalDate
    return inCalendar ? date.plusMonths(months).toEpochDay() : Long.MAX_VALUE;
  }
}
