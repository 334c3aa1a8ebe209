package io.scheelite.sql.fuzz;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares rows as multisets, and the columns by which they are ordered in that order. Numbers are
 * compared by value, whatever their type; doubles that were rounded on the way may differ a little.
 */
final class AnswerComparison {
  private static final double RELATIVE = 1e-9;

  /** Spreads of values that are all alike come out as something tiny. */
  private static final double ABSOLUTE = 1e-9;

  private AnswerComparison() {}

  /** What differs, or null. */
  static @Nullable String difference(
      FuzzQuery query, List<@Nullable Object[]> ours, List<@Nullable Object[]> theirs) {
    if (ours.size() != theirs.size()) {
      return "rows: ours=" + ours.size() + " theirs=" + theirs.size();
    }
    for (int i = 0; i < ours.size(); i++) {
      for (int key : query.keys()) {
        String left = text(ours.get(i)[key]);
        String right = text(theirs.get(i)[key]);
        if (!left.equals(right)) {
          return "order: row=" + i + " column=" + key + " ours=" + left + " theirs=" + right;
        }
      }
    }
    Map<String, List<@Nullable Object[]>> left = byExactColumns(query, ours);
    Map<String, List<@Nullable Object[]>> right = byExactColumns(query, theirs);
    for (Map.Entry<String, List<@Nullable Object[]>> entry : left.entrySet()) {
      List<@Nullable Object[]> others = right.getOrDefault(entry.getKey(), List.of());
      if (others.size() != entry.getValue().size() || !matches(query, entry.getValue(), others)) {
        return "ours: "
            + rows(entry.getValue())
            + "\n  theirs: "
            + (others.isEmpty() ? "none of these; but " + missing(right, left) : rows(others));
      }
    }
    return null;
  }

  private static String missing(
      Map<String, List<@Nullable Object[]>> from, Map<String, List<@Nullable Object[]>> known) {
    return from.entrySet().stream()
        .filter(entry -> !known.containsKey(entry.getKey()))
        .findFirst()
        .map(entry -> rows(entry.getValue()))
        .orElse("nothing else");
  }

  private static Map<String, List<@Nullable Object[]>> byExactColumns(
      FuzzQuery query, List<@Nullable Object[]> rows) {
    Map<String, List<@Nullable Object[]>> groups = new HashMap<>();
    for (@Nullable Object[] row : rows) {
      StringBuilder key = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        key.append(query.exact().get(i) ? text(row[i]) : "~").append('\u0001');
      }
      groups.computeIfAbsent(key.toString(), k -> new ArrayList<>()).add(row);
    }
    return groups;
  }

  /** Pairs each row with one that is near. */
  private static boolean matches(
      FuzzQuery query, List<@Nullable Object[]> ours, List<@Nullable Object[]> theirs) {
    if (!query.exact().contains(false)) {
      return true;
    }
    List<@Nullable Object[]> left = inOrder(query, ours);
    List<@Nullable Object[]> right = inOrder(query, theirs);
    for (@Nullable Object[] row : left) {
      int found = -1;
      for (int i = 0; i < right.size() && found < 0; i++) {
        found = near(query, row, right.get(i)) ? i : -1;
      }
      if (found < 0) {
        return false;
      }
      right.remove(found);
    }
    return true;
  }

  private static List<@Nullable Object[]> inOrder(FuzzQuery query, List<@Nullable Object[]> rows) {
    int column = query.exact().indexOf(false);
    List<@Nullable Object[]> sorted = new ArrayList<>(rows);
    sorted.sort(
        Comparator.comparingDouble(
            row -> row[column] instanceof Number number ? number.doubleValue() : Double.NaN));
    return sorted;
  }

  private static boolean near(FuzzQuery query, @Nullable Object[] a, @Nullable Object[] b) {
    for (int i = 0; i < a.length; i++) {
      if (!query.exact().get(i) && !near(a[i], b[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean near(@Nullable Object a, @Nullable Object b) {
    if (!(a instanceof Number left) || !(b instanceof Number right)) {
      return text(a).equals(text(b));
    }
    double x = left.doubleValue();
    double y = right.doubleValue();
    return Double.compare(x, y) == 0
        || Math.abs(x - y) <= ABSOLUTE + RELATIVE * Math.max(Math.abs(x), Math.abs(y));
  }

  /** Values that are equal have equal texts. */
  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "NULL";
      case Double number when !Double.isFinite(number) -> number.toString();
      case Float number when !Float.isFinite(number) -> number.toString();
      case Double number -> number(new BigDecimal(number));
      case Float number -> number(new BigDecimal(number));
      case BigDecimal number -> number(number);
      case BigInteger number -> number(new BigDecimal(number));
      case Number number -> number(BigDecimal.valueOf(number.longValue()));
      case String text -> "'" + text + "'";
      default -> value.toString();
    };
  }

  private static String number(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toString();
  }

  private static String rows(List<@Nullable Object[]> rows) {
    List<String> texts = new ArrayList<>();
    for (@Nullable Object[] row : rows.subList(0, Math.min(5, rows.size()))) {
      texts.add(Arrays.stream(row).map(AnswerComparison::text).toList().toString());
    }
    Collections.sort(texts);
    return rows.size() + " × " + texts;
  }
}
