package io.scheelite.bench.tpcds;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares rows of two engines whatever their order. Numbers may differ by a part in a billion:
 * engines sum floating-point numbers in different orders.
 */
final class AnswerRows {
  private static final double TOLERANCE = 1e-9;
  private static final MathContext DIGITS = new MathContext(8);
  private static final int MOST_SHOWN = 20;

  private AnswerRows() {}

  /** Rows of one answer that the other does not have, at most some of them. */
  static List<String> differences(
      List<List<@Nullable Object>> ours, List<List<@Nullable Object>> theirs) {
    Map<String, List<List<@Nullable Object>>> left = byKey(theirs);
    List<List<@Nullable Object>> extra = new ArrayList<>();
    for (List<@Nullable Object> row : ours) {
      if (!take(left.getOrDefault(key(row), new ArrayList<>()), row)) {
        extra.add(row);
      }
    }
    List<List<@Nullable Object>> missing =
        new ArrayList<>(left.values().stream().flatMap(List::stream).toList());
    // numbers at the border of two keys
    extra.removeIf(row -> take(missing, row));
    List<String> result = new ArrayList<>();
    extra.stream().limit(MOST_SHOWN).forEach(row -> result.add("ours: " + row));
    missing.stream().limit(MOST_SHOWN).forEach(row -> result.add("theirs: " + row));
    return result;
  }

  /** Rows of the first that the second does not have. */
  static List<String> strangers(
      List<List<@Nullable Object>> some, List<List<@Nullable Object>> all) {
    return differences(some, all).stream().filter(text -> text.startsWith("ours")).toList();
  }

  private static Map<String, List<List<@Nullable Object>>> byKey(
      List<List<@Nullable Object>> rows) {
    Map<String, List<List<@Nullable Object>>> result = new HashMap<>();
    rows.forEach(row -> result.computeIfAbsent(key(row), key -> new ArrayList<>()).add(row));
    return result;
  }

  private static String key(List<@Nullable Object> row) {
    StringBuilder key = new StringBuilder();
    for (Object value : row) {
      BigDecimal number = number(value);
      String text =
          number == null
              ? String.valueOf(plain(value))
              : number.round(DIGITS).stripTrailingZeros().toPlainString();
      key.append(text).append('|');
    }
    return key.toString();
  }

  private static boolean take(List<List<@Nullable Object>> rows, List<@Nullable Object> wanted) {
    for (int i = 0; i < rows.size(); i++) {
      if (equal(rows.get(i), wanted)) {
        rows.remove(i);
        return true;
      }
    }
    return false;
  }

  private static boolean equal(List<@Nullable Object> left, List<@Nullable Object> right) {
    boolean same = left.size() == right.size();
    for (int i = 0; same && i < left.size(); i++) {
      same = equal(left.get(i), right.get(i));
    }
    return same;
  }

  private static boolean equal(@Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      return left == right;
    }
    BigDecimal a = number(left);
    BigDecimal b = number(right);
    if (a == null || b == null) {
      return plain(left).equals(plain(right));
    }
    double most = Math.max(Math.abs(a.doubleValue()), Math.abs(b.doubleValue()));
    return a.subtract(b).abs().doubleValue() <= TOLERANCE * most;
  }

  private static Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> Arrays.asList((Object) null);
      case LocalDateTime time when time.toLocalTime().toNanoOfDay() == 0 ->
          time.toLocalDate().toString();
      case Timestamp time -> plain(time.toLocalDateTime());
      case LocalDate date -> date.toString();
      default -> value.toString();
    };
  }

  private static @Nullable BigDecimal number(@Nullable Object value) {
    return switch (value) {
      case BigDecimal number -> number;
      case BigInteger number -> new BigDecimal(number);
      case Double number when Double.isFinite(number) -> BigDecimal.valueOf(number);
      case Float number when Float.isFinite(number) -> BigDecimal.valueOf(number);
      case Integer number -> BigDecimal.valueOf(number);
      case Long number -> BigDecimal.valueOf(number);
      case Short number -> BigDecimal.valueOf(number);
      case Byte number -> BigDecimal.valueOf(number);
      case null, default -> null;
    };
  }
}
