package io.scheelite.sql.fuzz;

import io.scheelite.sql.fuzz.FromClause.From;
import io.scheelite.sql.fuzz.Shape.Kind;
import io.scheelite.sql.fuzz.Term.Column;
import io.scheelite.sql.fuzz.Term.Scope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one statement over some tables. */
public final class QueryGenerator {
  private static final int DEPTH = 2;
  private static final List<String> SET_OPERATIONS =
      List.of("union all", "union", "intersect", "except", "intersect all", "except all");

  private static final List<String> DIRECTIONS =
      List.of("", " desc", " nulls first", " desc nulls last", " asc", " desc nulls first");

  private final List<FuzzTable> tables;
  private final Choices choices;
  private final Expressions expressions;
  private final FromClause from;
  private final Selects selects;
  private final List<Relation> named = new ArrayList<>();
  private int names;

  /** One per statement. */
  public QueryGenerator(List<FuzzTable> tables, Choices choices) {
    this.tables = List.copyOf(tables);
    this.choices = choices;
    this.expressions = new Expressions(choices, new SubqueryTerms(choices, this));
    this.from = new FromClause(choices, this);
    this.selects = new Selects(choices, this);
  }

  List<FuzzTable> tables() {
    return tables;
  }

  /** Common table expressions that can be read here. */
  List<Relation> named() {
    return named;
  }

  Expressions expressions() {
    return expressions;
  }

  Selects selects() {
    return selects;
  }

  String alias() {
    return "a" + names++;
  }

  String columnName() {
    return "x" + names++;
  }

  From from(int depth) {
    return from.next(depth);
  }

  /** The statement. */
  public FuzzQuery next() {
    int way = choices.below(100);
    if (way >= 95) {
      return new Risky(choices, tables).next();
    }
    List<String> changes = List.of();
    if (way >= 88) {
      TableChanges changed = new TableChanges(choices, this, choices.oneOf(tables));
      changes = changed.statements();
      named.add(changed.table());
    }
    StringBuilder with = new StringBuilder();
    if (choices.chance(25)) {
      int count = 1 + choices.below(2);
      for (int i = 0; i < count; i++) {
        Relation query = body(DEPTH - 1);
        String name = "q" + names++;
        boolean renamed = choices.chance(25);
        List<Column> columns = renamed ? renamed(query.columns()) : query.columns();
        with.append(i == 0 ? "with " : ", ")
            .append(name)
            .append(renamed ? " (" + names(columns) + ")" : "")
            .append(" as (")
            .append(query.text())
            .append(")");
        named.add(new Relation(name, columns, query.rows()));
      }
      with.append(' ');
    }
    Relation body = body(DEPTH);
    List<Integer> keys = new ArrayList<>();
    String order = "";
    if (choices.chance(40)) {
      order = order(body, keys);
      if (keys.size() == body.columns().size()) {
        order += limit();
      }
    }
    List<Boolean> exact = body.columns().stream().map(column -> column.shape().exact()).toList();
    return new FuzzQuery(changes, with + body.text() + order, exact, keys, false);
  }

  private List<Column> renamed(List<Column> columns) {
    return columns.stream().map(column -> new Column(columnName(), column.shape())).toList();
  }

  private static String names(List<Column> columns) {
    return String.join(", ", columns.stream().map(Column::name).toList());
  }

  /** A query in parentheses' place that has an order only with a limit. */
  Relation derived(int depth) {
    Relation body = body(depth);
    if (!body.exact() || !choices.chance(20)) {
      return body;
    }
    return limited(body);
  }

  /** ORDER BY all columns that allow it. */
  private String order(Relation body, List<Integer> keys) {
    List<String> texts = new ArrayList<>();
    if (body.ordering() != null && choices.chance(20)) {
      Term first = expressions.exact(body.ordering(), 2);
      if (!first.constant()) {
        texts.add(first.text() + choices.oneOf(DIRECTIONS));
      }
    }
    for (int i = 0; i < body.columns().size(); i++) {
      Column column = body.columns().get(i);
      if (column.shape().exact()) {
        keys.add(i);
        String key = choices.chance(20) ? column.name() : Integer.toString(i + 1);
        texts.add(key + choices.oneOf(DIRECTIONS));
      }
    }
    return texts.isEmpty() ? "" : " order by " + String.join(", ", texts);
  }

  private String limit() {
    if (!choices.chance(50)) {
      return "";
    }
    String offset = choices.chance(30) ? " offset " + choices.oneOf(List.of(1, 0, 7)) : "";
    return " limit " + choices.oneOf(List.of(5, 1, 0, 20)) + offset;
  }

  /** A query of one or several parts. */
  Relation body(int depth) {
    Relation left = selects.next(Scope.empty(), null, depth);
    if (depth == 0 || !choices.chance(18)) {
      return left;
    }
    List<Shape> shapes = left.columns().stream().map(Column::shape).toList();
    Relation all = left;
    int parts = choices.chance(35) ? 2 + choices.below(2) : 1;
    for (int i = 0; i < parts; i++) {
      Relation right = part(selects.next(Scope.empty(), shapes, depth - 1));
      Relation both =
          i > 0 && choices.chance(30) ? combined(nested(all), right) : combined(all, right);
      if (both.text().equals(all.text())) {
        return all;
      }
      all = both;
    }
    return all;
  }

  private static Relation nested(Relation query) {
    return new Relation("(" + query.text() + ")", query.columns(), query.rows());
  }

  /** A part of a set operation that may have an order and a limit of its own. */
  private Relation part(Relation query) {
    if (!query.exact() || !choices.chance(12)) {
      return query;
    }
    return nested(limited(query));
  }

  /** The first rows of a query, all columns of which are exact, in a total order. */
  Relation limited(Relation query) {
    // our grammar knows no order behind a set operation that begins with a parenthesis, but
    // outermost
    String text =
        query.text().startsWith("(")
            ? "select * from (" + query.text() + ") " + alias()
            : query.text();
    return new Relation(
        text + order(query, new ArrayList<>()) + limit(), query.columns(), query.rows());
  }

  private Relation combined(Relation left, Relation right) {
    boolean exact = left.exact() && right.exact();
    String operation = exact ? choices.oneOf(SET_OPERATIONS) : SET_OPERATIONS.getFirst();
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < left.columns().size(); i++) {
      Shape shape =
          Expressions.either(left.columns().get(i).shape(), right.columns().get(i).shape());
      if (shape == null) {
        return left;
      }
      columns.add(new Column(left.columns().get(i).name(), shape));
    }
    return new Relation(
        left.text() + " " + operation + " " + right.text(), columns, left.rows() + right.rows());
  }

  /** A term as one that has a wanted shape, or a null that has. */
  Term fitted(Term term, @Nullable Shape wanted) {
    if (wanted == null || wanted.kind() != Kind.DECIMAL) {
      return term;
    }
    if (term.shape().width() == wanted.width() && term.shape().scale() == wanted.scale()) {
      return term;
    }
    String type = wanted.sqlType().toLowerCase(java.util.Locale.ROOT);
    String value = term.shape().fitsDecimal(wanted.width(), wanted.scale()) ? term.text() : "null";
    return new Term("cast(" + value + " as " + type + ")", wanted, term.constant());
  }
}
