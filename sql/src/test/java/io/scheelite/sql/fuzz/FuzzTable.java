package io.scheelite.sql.fuzz;

import io.scheelite.sql.fuzz.Term.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table of constants.
 *
 * @param stored how our engine holds it
 * @param rows literals in the order of the columns
 */
public record FuzzTable(String name, List<Column> columns, List<List<String>> rows, Stored stored) {
  /** Where our engine reads a table from. */
  public enum Stored {
    PARQUET,
    /** Made by the statements of {@link #ddl}. */
    INSERTED,
    /** CREATE TABLE AS, from a file. */
    COPIED
  }

  /** The statements that make it in any engine. */
  public List<String> ddl() {
    List<String> definitions = new ArrayList<>();
    for (Column column : columns) {
      definitions.add(column.name() + " " + column.shape().sqlType());
    }
    List<String> statements = new ArrayList<>();
    statements.add("create table " + name + " (" + String.join(", ", definitions) + ")");
    if (!rows.isEmpty()) {
      List<String> tuples = rows.stream().map(row -> "(" + String.join(", ", row) + ")").toList();
      statements.add("insert into " + name + " values " + String.join(", ", tuples));
    }
    return statements;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "-- %s%n%s;", stored, String.join(";\n", ddl()));
  }
}
