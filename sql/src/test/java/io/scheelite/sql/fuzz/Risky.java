package io.scheelite.sql.fuzz;

import io.scheelite.sql.fuzz.Shape.Kind;
import io.scheelite.sql.fuzz.Term.Column;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes statements that fail for some rows: values that their type does not hold, texts that are
 * no numbers, divisors that are zero. Each expression is needed for every row that is read, so that
 * either both engines fail or none does; and each reads a column, for DuckDB computes constants
 * even where there are no rows.
 */
final class Risky {
  private static final List<String> OPERATORS = List.of("+", "-", "*", "/", "%");
  private static final List<String> INTEGERS = List.of("tinyint", "smallint", "integer", "bigint");
  private static final List<String> OF_TEXTS =
      List.of("integer", "date", "double", "boolean", "bigint", "decimal(9, 2)", "timestamp");

  private final Choices choices;
  private final List<FuzzTable> tables;

  Risky(Choices choices, List<FuzzTable> tables) {
    this.choices = choices;
    this.tables = tables;
  }

  FuzzQuery next() {
    FuzzTable table = choices.oneOf(tables);
    String condition =
        choices.chance(40) ? " where id " + choices.oneOf(List.of("< 5", ">= 3", "= 0")) : "";
    String value = value(table);
    String from = " from " + table.name() + condition;
    String text =
        switch (choices.below(4)) {
          case 2 -> "select k, count(" + value + ") as n" + from + " group by k";
          case 3 -> "select k, max(" + value + ") as m" + from + " group by k";
          default -> "select id, " + value + " as x" + from;
        };
    return new FuzzQuery(List.of(), text, List.of(true, true), List.of(), true);
  }

  private String value(FuzzTable table) {
    return switch (choices.below(8)) {
      case 0, 1, 2 ->
          "("
              + column(table, Kind.INTEGER)
              + " "
              + choices.oneOf(OPERATORS)
              + " "
              + integer(table)
              + ")";
      case 3 -> "cast(" + column(table, Kind.INTEGER) + " as " + choices.oneOf(INTEGERS) + ")";
      case 4 -> "cast(" + column(table, Kind.TEXT) + " as " + choices.oneOf(OF_TEXTS) + ")";
      case 5 -> choices.oneOf(List.of("abs(", "-(")) + column(table, Kind.INTEGER) + ")";
      case 6 -> "cast(" + column(table, Kind.DOUBLE) + " as " + choices.oneOf(INTEGERS) + ")";
      default ->
          "cast("
              + column(table, choices.oneOf(List.of(Kind.DECIMAL, Kind.INTEGER)))
              + " as "
              + choices.oneOf(List.of("decimal(4, 2)", "decimal(9, 0)", "smallint", "tinyint"))
              + ")";
    };
  }

  /** A column of integers, or the type's extremes. */
  private String integer(FuzzTable table) {
    if (!choices.chance(25)) {
      return column(table, Kind.INTEGER);
    }
    return "cast("
        + choices.oneOf(List.of("0", "1", "-1", "127", "-128", "100"))
        + " as "
        + choices.oneOf(INTEGERS)
        + ")";
  }

  private String column(FuzzTable table, Kind kind) {
    List<String> names = new ArrayList<>();
    for (Column column : table.columns()) {
      if (column.shape().kind() == kind) {
        names.add(column.name());
      }
    }
    if (names.isEmpty()) {
      return kind == Kind.TEXT ? "cast(id as varchar)" : "id";
    }
    return choices.oneOf(names);
  }
}
