package io.scheelite.sql.fuzz;

import io.scheelite.sql.fuzz.Shape.Kind;
import io.scheelite.sql.fuzz.Term.Column;
import io.scheelite.sql.fuzz.Term.Scope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a new table and what changes its rows. */
final class TableChanges {
  /** Its name. */
  static final String NAME = "m";

  private static final int MAX_ROWS = 200;

  private final Choices choices;
  private final QueryGenerator queries;
  private final List<String> statements = new ArrayList<>();
  private List<Column> columns;
  private long rows;

  /** Makes a table like another one. */
  TableChanges(Choices choices, QueryGenerator queries, FuzzTable source) {
    this.choices = choices;
    this.queries = queries;
    this.columns = source.columns();
    this.rows = source.rows().size();
    statements.add("create table " + NAME + " as select * from " + source.name());
    int count = 1 + choices.below(3);
    for (int i = 0; i < count; i++) {
      statements.add(
          switch (choices.below(4)) {
            case 0 -> update();
            case 1 -> delete();
            case 2 -> insertValues();
            default -> insertQuery();
          });
    }
  }

  List<String> statements() {
    return List.copyOf(statements);
  }

  /** The table as it is after them. */
  Relation table() {
    return new Relation(NAME, columns, rows);
  }

  private Scope scope() {
    return new Scope(
        columns.stream()
            .map(column -> Term.column(NAME + "." + column.name(), column.shape()))
            .toList(),
        null,
        true);
  }

  private String where() {
    return choices.chance(80) ? " where " + queries.expressions().condition(scope(), 1).text() : "";
  }

  private String delete() {
    return "delete from " + NAME + where();
  }

  private String update() {
    List<Column> changed = new ArrayList<>(columns);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < columns.size() && texts.size() < 2; i++) {
      Column column = columns.get(i);
      Term value = choices.chance(40) ? value(column.shape(), scope(), 2) : null;
      if (value != null) {
        texts.add(column.name() + " = " + value.text());
        changed.set(i, new Column(column.name(), both(column.shape(), value.shape())));
      }
    }
    if (texts.isEmpty()) {
      return delete();
    }
    String text = "update " + NAME + " set " + String.join(", ", texts) + where();
    columns = changed;
    return text;
  }

  private String insertValues() {
    List<String> tuples = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Column> changed = new ArrayList<>(columns);
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      Term value = choices.chance(60) ? value(column.shape(), Scope.empty(), 1) : null;
      if (value != null) {
        names.add(column.name());
        tuples.add(value.text());
        changed.set(i, new Column(column.name(), both(column.shape(), value.shape())));
      }
    }
    if (names.isEmpty()) {
      return delete();
    }
    columns = changed;
    rows++;
    return "insert into "
        + NAME
        + " ("
        + String.join(", ", names)
        + ") values ("
        + String.join(", ", tuples)
        + ")";
  }

  private String insertQuery() {
    FuzzTable source = choices.oneOf(queries.tables());
    if (rows + source.rows().size() > MAX_ROWS) {
      return delete();
    }
    List<Term> terms =
        source.columns().stream()
            .map(column -> Term.column(source.name() + "." + column.name(), column.shape()))
            .toList();
    Scope scope = new Scope(terms, null, true);
    List<String> values = new ArrayList<>();
    List<Column> changed = new ArrayList<>();
    for (Column column : columns) {
      Term value = value(column.shape(), scope, 1);
      values.add(value == null ? "null" : value.text());
      changed.add(
          value == null ? column : new Column(column.name(), both(column.shape(), value.shape())));
    }
    columns = changed;
    rows += source.rows().size();
    String condition =
        choices.chance(50) ? " where " + queries.expressions().condition(scope, 1).text() : "";
    return "insert into "
        + NAME
        + " select "
        + String.join(", ", values)
        + " from "
        + source.name()
        + condition;
  }

  /** A value that a column holds; null if none was found. */
  private @Nullable Term value(Shape column, Scope scope, int depth) {
    Term value = queries.fitted(queries.expressions().exact(column.kind(), scope, depth), column);
    boolean fits =
        switch (column.kind()) {
          case INTEGER -> value.shape().width() <= 64 && value.shape().fits(column.width());
          case DOUBLE -> column.width() == value.shape().width();
          case DECIMAL, TEXT, BOOLEAN, DATE, TIMESTAMP -> true;
        };
    return fits ? value : null;
  }

  private static Shape both(Shape column, Shape value) {
    return new Shape(
        column.kind(),
        column.width(),
        column.kind() == Kind.DOUBLE ? Math.max(column.scale(), value.scale()) : column.scale(),
        column.bound().max(value.bound()),
        true);
  }
}
