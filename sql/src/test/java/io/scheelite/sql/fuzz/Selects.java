package io.scheelite.sql.fuzz;

import io.scheelite.sql.fuzz.FromClause.From;
import io.scheelite.sql.fuzz.Term.Column;
import io.scheelite.sql.fuzz.Term.Scope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes SELECT: plain, grouped, with window functions or with DISTINCT. */
final class Selects {
  private static final int EXPRESSION_DEPTH = 3;
  private static final List<String> IS_NULL = List.of(" is not null", " is null");

  private final Choices choices;
  private final QueryGenerator queries;
  private final Aggregates aggregates;
  private final Windows windows;
  private boolean inHaving;

  Selects(Choices choices, QueryGenerator queries) {
    this.choices = choices;
    this.queries = queries;
    this.aggregates = new Aggregates(choices, queries.expressions());
    this.windows = new Windows(choices, queries.expressions(), aggregates);
  }

  Aggregates aggregates() {
    return aggregates;
  }

  /**
   * A query.
   *
   * @param wanted kinds of its columns; null for any
   */
  Relation next(Scope outer, @Nullable List<Shape> wanted, int depth) {
    From from = queries.from(depth);
    Scope scope = new Scope(from.terms(), outer, depth > 0);
    String source = " from " + from.text() + where(scope, outer, depth);
    return switch (choices.below(8)) {
      case 5, 6 -> grouped(from, scope, source, wanted, depth);
      case 7 ->
          wanted == null && !inHaving
              ? windowed(from, scope, source)
              : plain(from, scope, source, wanted, depth);
      default -> plain(from, scope, source, wanted, depth);
    };
  }

  /** WHERE, mostly with an equality of inner and outer columns inside subqueries. */
  private String where(Scope scope, Scope outer, int depth) {
    List<String> conjuncts = new ArrayList<>();
    if (!outer.terms().isEmpty() && choices.chance(65)) {
      Term inner =
          queries
              .expressions()
              .leaf(
                  choices.oneOf(List.of(Shape.Kind.INTEGER, Shape.Kind.INTEGER, Shape.Kind.TEXT)),
                  scope.own());
      Term other = queries.expressions().leaf(inner.kind(), outer);
      if (Conditions.comparable(inner.shape(), other.shape())) {
        conjuncts.add(
            "("
                + inner.text()
                + choices.oneOf(
                    List.of(" = ", " = ", " = ", " < ", " <> ", " is not distinct from "))
                + other.text()
                + ")");
      }
    }
    int more = choices.chance(55) ? 1 + choices.below(2) : 0;
    for (int i = 0; i < more; i++) {
      conjuncts.add(queries.expressions().condition(scope, depth + 1).text());
    }
    return conjuncts.isEmpty() ? "" : " where " + String.join(" and ", conjuncts);
  }

  private int numItems(@Nullable List<Shape> wanted) {
    return wanted == null ? 1 + choices.below(4) : wanted.size();
  }

  private Relation relation(
      List<Term> items, String prefix, String source, long rows, @Nullable Scope ordering) {
    List<String> texts = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    for (Term item : items) {
      String name = queries.columnName();
      texts.add(item.text() + " as " + name);
      columns.add(new Column(name, item.shape()));
    }
    return new Relation(
        "select " + prefix + String.join(", ", texts) + source, columns, rows, ordering);
  }

  private Term item(Scope scope, @Nullable Shape wanted, boolean exact, int depth) {
    Expressions expressions = queries.expressions();
    if (wanted != null) {
      Term term =
          exact || wanted.exact()
              ? expressions.exact(wanted.kind(), scope, depth)
              : expressions.of(wanted.kind(), scope, depth);
      return queries.fitted(term, wanted);
    }
    return exact ? expressions.exact(scope, depth) : expressions.any(scope, depth);
  }

  private Relation plain(
      From from, Scope scope, String source, @Nullable List<Shape> wanted, int depth) {
    boolean distinct = choices.chance(12);
    List<Term> items = new ArrayList<>();
    int count = numItems(wanted);
    for (int i = 0; i < count; i++) {
      items.add(
          item(
              scope,
              wanted == null ? null : wanted.get(i),
              distinct,
              Math.min(EXPRESSION_DEPTH, depth + 1)));
    }
    return relation(
        items, distinct ? "distinct " : "", source, from.rows(), distinct ? null : scope);
  }

  private Relation windowed(From from, Scope scope, String source) {
    List<Term> items = new ArrayList<>();
    items.add(queries.expressions().any(scope.withoutSubqueries(), 1));
    windows.begin();
    // rows that are alike are numbered in any order, by each window in its own
    int count = from.unique() ? 1 + choices.below(2) : 1;
    for (int i = 0; i < count; i++) {
      items.add(windows.next(from));
    }
    String names = windows.end();
    String qualify =
        choices.chance(20)
            ? " qualify (" + items.getLast().text() + choices.oneOf(IS_NULL) + ")"
            : "";
    return relation(items, "", source + names + qualify, from.rows(), null);
  }

  private Relation grouped(
      From from, Scope scope, String source, @Nullable List<Shape> wanted, int depth) {
    List<Term> keys = keys(scope);
    List<Term> values = new ArrayList<>(keys);
    int count = 1 + choices.below(3);
    for (int i = 0; i < count; i++) {
      values.add(aggregates.next(scope.own(), Math.min(2, depth + 1)));
    }
    String groupBy = groupBy(keys);
    if (groupBy.contains("(") && wanted == null && choices.chance(30)) {
      values.add(grouping(keys));
    }
    Scope groups = new Scope(values, scope.outer(), depth > 0);
    String having = choices.chance(20) ? having(groups, Math.min(depth, 1)) : "";
    List<Term> items = new ArrayList<>();
    if (wanted == null && choices.chance(70)) {
      items.addAll(values);
      Term over = !inHaving && choices.chance(10) ? windows.overGroups(values) : null;
      if (over != null) {
        items.add(over);
      }
    } else {
      int numItems = numItems(wanted);
      for (int i = 0; i < numItems; i++) {
        items.add(item(groups, wanted == null ? null : wanted.get(i), false, 1));
      }
    }
    long rows = keys.isEmpty() ? 1 : from.rows();
    return relation(items, "", source + groupBy + having, rows, keys.isEmpty() ? null : groups);
  }

  /** Which of the keys a row is not grouped by. */
  private Term grouping(List<Term> keys) {
    List<Term> asked = choices.chance(40) ? keys : List.of(choices.oneOf(keys));
    String text = "grouping(" + String.join(", ", asked.stream().map(Term::text).toList()) + ")";
    return new Term(text, Shape.integer(64, 8), false);
  }

  /** HAVING, in whose subqueries our grammar takes no window functions. */
  private String having(Scope groups, int depth) {
    boolean outside = !inHaving;
    inHaving = true;
    String text = " having " + queries.expressions().condition(groups, depth).text();
    inHaving = !outside;
    return text;
  }

  private List<Term> keys(Scope scope) {
    List<Term> keys = new ArrayList<>();
    int count = choices.below(4);
    for (int i = 0; i < count; i++) {
      Term key = queries.expressions().exact(scope.own(), choices.chance(20) ? 1 : 0);
      boolean known = keys.stream().anyMatch(other -> other.text().equals(key.text()));
      if (!key.constant() && !known) {
        keys.add(key);
      }
    }
    return keys;
  }

  private String groupBy(List<Term> keys) {
    if (keys.isEmpty()) {
      return "";
    }
    List<String> texts = keys.stream().map(Term::text).toList();
    String all = String.join(", ", texts);
    return " group by "
        + switch (choices.below(9)) {
          case 4 -> "grouping sets ((" + texts.getFirst() + "), (" + all + "))";
          case 5 -> "rollup (" + all + ")";
          case 6 -> "cube (" + all + ")";
          case 7 -> "grouping sets ((" + all + "), (" + texts.getLast() + "), ())";
          default -> all;
        };
  }
}
