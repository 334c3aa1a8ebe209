package io.scheelite.sql.logictest;

import io.scheelite.sql.logictest.LogicTestFile.Order;
import io.scheelite.sql.result.ValueText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How answers are written in files of sqllogictest, and compared with what is written there. */
final class AnswerText {
  private static final double TOLERANCE = 1e-12;
  private static final int CLASSIC_SCALE = 3;
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private AnswerText() {}

  /** A value. */
  static String value(@Nullable Object value) {
    if (value == null) {
      return "NULL";
    }
    String text = ValueText.of(value);
    return text.isEmpty() ? "(empty)" : text.replace("\n", "\\n").replace("\t", "\\t");
  }

  /** A row: its values, divided by tabs. */
  static String row(List<? extends @Nullable Object> values) {
    return String.join("\t", values.stream().map(AnswerText::value).toList());
  }

  /** Rows in an order of their own, value by value, or values, one in each line. */
  static List<String> ordered(List<String> rows, Order order) {
    return switch (order) {
      case NOSORT -> rows;
      case ROWSORT ->
          rows.stream()
              .map(row -> row.split("\t", -1))
              .sorted(Arrays::compare)
              .map(values -> String.join("\t", values))
              .toList();
      case VALUESORT -> values(rows).sorted().toList();
    };
  }

  private static Stream<String> values(List<String> rows) {
    return rows.stream().flatMap(row -> Stream.of(row.split("\t", -1)));
  }

  /** What stands for rows that are too many to be written: their number and a digest. */
  static String digest(List<String> ordered) {
    List<String> values = values(ordered).toList();
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      values.forEach(value -> md5.update((value + "\n").getBytes(StandardCharsets.UTF_8)));
      return values.size() + " values hashing to " + HexFormat.of().formatHex(md5.digest());
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has it", missing);
    }
  }

  /** Whether rows are those that a file expects, in one of the ways to write them. */
  static boolean same(List<String> rows, List<String> expected, String types, Order order) {
    return sameText(rows, expected, types, order)
        || sameText(rows.stream().map(row -> classic(row, types)).toList(), expected, types, order);
  }

  private static boolean sameText(
      List<String> rows, List<String> expected, String types, Order order) {
    List<String> ours = ordered(rows, order);
    if (expected.size() == 1 && expected.getFirst().contains(" values hashing to ")) {
      return digest(ours).equals(expected.getFirst());
    }
    if (order == Order.VALUESORT) {
      return lines(ours, ordered(expected, order), "");
    }
    boolean tabs = types.length() < 2 || expected.stream().anyMatch(row -> row.indexOf('\t') >= 0);
    if (!tabs && expected.size() == (long) rows.size() * types.length()) {
      return lines(values(ours).toList(), expected, "");
    }
    if (!tabs) {
      return divided(ours, order).equals(divided(expected, order));
    }
    return lines(ours, ordered(expected, order), types);
  }

  /** Rows whose values are divided by blanks, which may be in the values, too. */
  private static List<String> divided(List<String> rows, Order order) {
    Stream<String> lines = rows.stream().map(row -> BLANKS.matcher(row).replaceAll(" "));
    return order == Order.NOSORT ? lines.toList() : lines.sorted().toList();
  }

  /** As SQLite's program writes values: integers cut, reals with three digits. */
  private static String classic(String row, String types) {
    String[] values = row.split("\t", -1);
    for (int i = 0; i < values.length && i < types.length(); i++) {
      values[i] =
          switch (types.charAt(i)) {
            case 'I' -> integer(values[i]);
            case 'R' -> real(values[i]);
            default -> values[i].replaceAll("[^ -~]", "@");
          };
    }
    return String.join("\t", values);
  }

  private static String integer(String value) {
    return switch (value) {
      case "true" -> "1";
      case "false" -> "0";
      default -> isNumber(value) ? new BigDecimal(value).toBigInteger().toString() : value;
    };
  }

  private static String real(String value) {
    return isNumber(value)
        ? new BigDecimal(value).setScale(CLASSIC_SCALE, RoundingMode.HALF_EVEN).toPlainString()
        : value;
  }

  private static boolean isNumber(String value) {
    return NUMBER.matcher(value).matches();
  }

  private static boolean lines(List<String> ours, List<String> expected, String types) {
    boolean same = ours.size() == expected.size();
    for (int i = 0; same && i < ours.size(); i++) {
      same = equal(ours.get(i), expected.get(i), types);
    }
    return same;
  }

  private static boolean equal(String ours, String expected, String types) {
    String[] left = ours.split("\t", -1);
    String[] right = expected.split("\t", -1);
    boolean same = left.length == right.length;
    for (int i = 0; same && i < left.length; i++) {
      boolean real = i < types.length() && types.charAt(i) == 'R';
      same = left[i].equals(right[i]) || (real && near(left[i], right[i]));
    }
    return same;
  }

  private static boolean near(String left, String right) {
    if (left.equals("NULL") || right.equals("NULL")) {
      return false;
    }
    double a = Double.parseDouble(left.replace("inf", "Infinity").replace("nan", "NaN"));
    double b = Double.parseDouble(right.replace("inf", "Infinity").replace("nan", "NaN"));
    return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
  }
}
