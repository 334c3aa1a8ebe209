package io.scheelite.bench.tpch;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Schema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Compares an answer with an expected one.
 *
 * <p>Rows must be equal as multisets, and the sequence of ORDER BY values must be equal row by row
 * (ties leave the order of whole rows open). Numbers are compared as numbers: exactly, but for
 * DOUBLE columns, where engines that sum in another order may differ in the last digits ({@link
 * #DOUBLE_TOLERANCE}, relative).
 */
public final class AnswerCheck {
  /** Relative difference allowed between two doubles. */
  public static final double DOUBLE_TOLERANCE = 1e-9;

  /** How another engine computes what is a DOUBLE here: quotients and averages of decimals. */
  public enum Quotients {
    /** As DOUBLE, too. */
    DOUBLE,
    /** As a decimal, whose text is rounded to its last digit. */
    ROUNDED
  }

  private final Schema schema;
  private final List<Integer> sortColumns;
  private final Quotients quotients;

  /**
   * A check for answers of one query.
   *
   * @param schema columns of the answer
   * @param sortColumns see {@link TpchQuery#sortColumns()}
   * @param quotients of the engine that gave the expected answers
   */
  public AnswerCheck(Schema schema, List<Integer> sortColumns, Quotients quotients) {
    this.schema = schema;
    this.sortColumns = List.copyOf(sortColumns);
    this.quotients = quotients;
  }

  /** The first difference in words, or nothing when the answers agree. */
  public Optional<String> difference(List<List<String>> actual, List<List<String>> expected) {
    if (actual.size() != expected.size()) {
      return Optional.of("number of rows: found=" + actual.size() + " expected=" + expected.size());
    }
    for (int row = 0; row < actual.size(); row++) {
      if (actual.get(row).size() != schema.size() || expected.get(row).size() != schema.size()) {
        return Optional.of(
            "number of columns in row "
                + row
                + ": found="
                + actual.get(row).size()
                + " expected="
                + expected.get(row).size());
      }
      for (int column : sortColumns) {
        if (!equal(
            schema.type(column), actual.get(row).get(column), expected.get(row).get(column))) {
          return Optional.of(
              differenceAt("order of rows", row, actual.get(row), expected.get(row)));
        }
      }
    }
    return firstRowDifference(sorted(actual), sorted(expected));
  }

  private Optional<String> firstRowDifference(
      List<List<String>> actual, List<List<String>> expected) {
    for (int row = 0; row < actual.size(); row++) {
      for (int column = 0; column < schema.size(); column++) {
        if (!equal(
            schema.type(column), actual.get(row).get(column), expected.get(row).get(column))) {
          return Optional.of(
              differenceAt(
                  "column " + schema.field(column).name(),
                  row,
                  actual.get(row),
                  expected.get(row)));
        }
      }
    }
    return Optional.empty();
  }

  private static String differenceAt(
      String what, int row, List<String> actual, List<String> expected) {
    return what + " in row " + row + ": found=" + actual + " expected=" + expected;
  }

  /** Exact columns decide the order, so that doubles that differ in the last digit do not. */
  private List<List<String>> sorted(List<List<String>> rows) {
    List<List<String>> result = new ArrayList<>(rows);
    Comparator<List<String>> order = Comparator.comparing(row -> "");
    for (boolean doubles : new boolean[] {false, true}) {
      for (int column = 0; column < schema.size(); column++) {
        if (isDouble(schema.type(column)) == doubles) {
          int index = column;
          order = order.thenComparing(row -> normalized(schema.type(index), row.get(index)));
        }
      }
    }
    result.sort(order);
    return result;
  }

  private static String normalized(DataType type, String text) {
    return isNumber(type) && !isDouble(type) && !text.isEmpty()
        ? new BigDecimal(text).stripTrailingZeros().toPlainString()
        : text;
  }

  private boolean equal(DataType type, String actual, String expected) {
    if (actual.equals(expected)) {
      return true;
    }
    if (!isNumber(type) || actual.isEmpty() || expected.isEmpty()) {
      return false;
    }
    if (!isDouble(type)) {
      return new BigDecimal(actual).compareTo(new BigDecimal(expected)) == 0;
    }
    double a = Double.parseDouble(actual);
    double b = Double.parseDouble(expected);
    double tolerance = DOUBLE_TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
    return Math.abs(a - b) <= tolerance + (quotients == Quotients.ROUNDED ? rounding(expected) : 0);
  }

  /** What rounding to the digits of a text can make out. */
  private static double rounding(String text) {
    return 0.5 * Math.pow(10, -new BigDecimal(text).scale());
  }

  private static boolean isDouble(DataType type) {
    return type instanceof DataType.Float32 || type instanceof DataType.Float64;
  }

  private static boolean isNumber(DataType type) {
    return switch (type) {
      case DataType.Int8 t -> true;
      case DataType.Int16 t -> true;
      case DataType.Int32 t -> true;
      case DataType.Int64 t -> true;
      case DataType.Float32 t -> true;
      case DataType.Float64 t -> true;
      case DataType.Decimal t -> true;
      case DataType.Null t -> false;
      case DataType.Bool t -> false;
      case DataType.Date t -> false;
      case DataType.Timestamp t -> false;
      case DataType.Utf8 t -> false;
      case DataType.Binary t -> false;
      case DataType.List t -> false;
      case DataType.Struct t -> false;
      case DataType.Map t -> false;
    };
  }
}
