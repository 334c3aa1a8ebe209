package io.scheelite.sql.fuzz;

import io.scheelite.sql.fuzz.Shape.Kind;
import io.scheelite.sql.fuzz.Term.Column;
import io.scheelite.sql.fuzz.Term.Scope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes FROM: tables, subqueries and common table expressions, joined in every way. */
final class FromClause {
  private static final long MAX_ROWS = 40_000;
  private static final List<String> JOINS =
      List.of(" join ", " left join ", " right join ", " full join ");

  private final Choices choices;
  private final QueryGenerator queries;

  FromClause(Choices choices, QueryGenerator queries) {
    this.choices = choices;
    this.queries = queries;
  }

  /**
   * What FROM gives.
   *
   * @param terms all columns
   * @param identity columns that tell rows from each other; empty if that takes columns that are
   *     not exact
   * @param unique whether no two rows have the same identity; else those that have are all alike
   * @param rows more there are not
   */
  record From(
      String text,
      List<Term> terms,
      List<Term> identity,
      boolean identified,
      boolean unique,
      long rows) {}

  /** Something to read rows from, with an alias. */
  private From source(int depth) {
    String alias = queries.alias();
    if (choices.chance(4)) {
      return values(alias);
    }
    if (depth > 0 && choices.chance(15)) {
      return aliased("(", queries.derived(depth - 1), ") ", alias);
    }
    List<Relation> named = queries.named();
    if (!named.isEmpty() && choices.chance(40)) {
      return aliased("", choices.oneOf(named), " ", alias);
    }
    FuzzTable table = choices.oneOf(queries.tables());
    List<Term> terms = terms(alias, table.columns());
    return new From(
        table.name() + " " + alias,
        terms,
        List.of(terms.getFirst()),
        true,
        true,
        table.rows().size());
  }

  private static From aliased(String before, Relation relation, String after, String alias) {
    List<Term> terms = terms(alias, relation.columns());
    boolean identified = terms.stream().allMatch(term -> term.shape().exact());
    return new From(
        before + relation.text() + after + alias, terms, terms, identified, false, relation.rows());
  }

  /** Rows of constants. */
  private From values(String alias) {
    int count = 1 + choices.below(3);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String number = choices.oneOf(List.of("1", "2", "7", i == 0 ? "3" : "null"));
      rows.add(
          "("
              + number
              + ", "
              + choices.oneOf(List.of("'a'", "'b'", "''", i == 0 ? "'c'" : "null"))
              + ")");
    }
    List<Term> terms =
        terms(
            alias,
            List.of(new Column("v1", Shape.integer(32, 10)), new Column("v2", Shape.text(1))));
    return new From(
        "(values " + String.join(", ", rows) + ") " + alias + " (v1, v2)",
        terms,
        terms,
        true,
        false,
        count);
  }

  private static List<Term> terms(String alias, List<Column> columns) {
    return columns.stream()
        .map(column -> Term.column(alias + "." + column.name(), column.shape()))
        .toList();
  }

  /** A clause without the word FROM. */
  From next(int depth) {
    From all = source(depth);
    int more = choices.chance(55) ? 1 + choices.below(depth > 0 ? 3 : 2) : 0;
    for (int i = 0; i < more; i++) {
      From source = source(depth);
      if (Math.max(1, all.rows()) * Math.max(1, source.rows()) > MAX_ROWS) {
        break;
      }
      all = joined(all, source, depth, i == more - 1);
    }
    return all;
  }

  /** A comma joins last: what follows it could not read what comes before. */
  private From joined(From left, From right, int depth, boolean last) {
    List<Term> terms = concat(left.terms(), right.terms());
    int kind = choices.below(10);
    if (kind == 8 && last) {
      From byName = joinedByName(left, right);
      if (byName != null) {
        return byName;
      }
    }
    if (kind == 9 && depth > 0) {
      return joinedLaterally(left, last, depth);
    }
    String text;
    if (kind > 6) {
      text = left.text() + (last && choices.chance(50) ? ", " : " cross join ") + right.text();
    } else {
      String join = kind < 3 ? JOINS.getFirst() : JOINS.get(kind - 3);
      text =
          left.text() + join + right.text() + " on " + condition(left, right, terms, join, depth);
    }
    return new From(
        text,
        terms,
        concat(left.identity(), right.identity()),
        left.identified() && right.identified(),
        left.unique() && right.unique(),
        Math.max(1, left.rows()) * Math.max(1, right.rows()));
  }

  /**
   * USING or NATURAL, by the key alone: of both sides together if it stands for itself. Last, since
   * other tables have a key of that name.
   */
  private @Nullable From joinedByName(From left, From right) {
    List<Term> keys =
        concat(left.terms(), right.terms()).stream().filter(FromClause::isKey).toList();
    if (keys.size() != 2 || !isOneOf(keys.getFirst(), left) || !isOneOf(keys.getLast(), right)) {
      return null;
    }
    String join = choices.oneOf(JOINS);
    List<Term> terms = concat(left.terms(), right.terms());
    terms.add(new Term("k", keys.getFirst().shape(), false));
    return new From(
        left.text() + join + right.text() + " using (k)",
        terms,
        concat(left.identity(), right.identity()),
        left.identified() && right.identified(),
        left.unique() && right.unique(),
        Math.max(1, left.rows()) * Math.max(1, right.rows()));
  }

  private static boolean isKey(Term column) {
    return column.text().endsWith(".k");
  }

  private static boolean isOneOf(Term column, From source) {
    return source.terms().stream().anyMatch(term -> term.text().equals(column.text()));
  }

  /** A query that reads the row on its left. */
  private From joinedLaterally(From left, boolean last, int depth) {
    Scope around = new Scope(left.terms().stream().filter(Term::isColumn).toList(), null, false);
    Relation query = queries.selects().next(around, null, depth - 1);
    if (query.exact() && choices.chance(40)) {
      query = queries.limited(query);
    }
    From right = aliased("lateral (", query, ") ", queries.alias());
    long rows = Math.max(1, left.rows()) * Math.max(1, right.rows());
    if (rows > MAX_ROWS) {
      return left;
    }
    List<String> joins = List.of(" cross join ", " join ", " left join ", ", ");
    String join = choices.oneOf(last ? joins : joins.subList(0, 3));
    String on = join.equals(" join ") || join.equals(" left join ") ? " on true" : "";
    return new From(
        left.text() + join + right.text() + on,
        concat(left.terms(), right.terms()),
        concat(left.identity(), right.identity()),
        left.identified() && right.identified(),
        false,
        rows);
  }

  private static List<Term> concat(List<Term> left, List<Term> right) {
    List<Term> all = new ArrayList<>(left);
    all.addAll(right);
    return all;
  }

  private String condition(From left, From right, List<Term> terms, String join, int depth) {
    Scope both = new Scope(terms, null, false);
    if (choices.chance(10)) {
      return queries.expressions().condition(both, depth).text();
    }
    String equality = equality(left.terms(), right.terms());
    if (choices.chance(75)) {
      return equality;
    }
    Scope scope =
        choices.chance(25) && join.equals(JOINS.getFirst()) ? new Scope(terms, null, true) : both;
    return equality + " and " + queries.expressions().condition(scope, Math.min(1, depth)).text();
  }

  /** Of two columns that can be compared, the key columns first. */
  private String equality(List<Term> left, List<Term> right) {
    Term first = choices.oneOf(preferred(left));
    List<Term> fitting =
        preferred(right).stream()
            .filter(term -> Conditions.comparable(first.shape(), term.shape()))
            .toList();
    if (fitting.isEmpty()) {
      return "1 = 1";
    }
    String operator = choices.chance(6) ? " is not distinct from " : " = ";
    return first.text() + operator + choices.oneOf(fitting).text();
  }

  private List<Term> preferred(List<Term> terms) {
    List<Term> keys =
        terms.stream()
            .filter(term -> term.kind() == Kind.INTEGER && term.shape().bound().longValue() <= 1000)
            .toList();
    return keys.isEmpty() || choices.chance(25) ? terms : keys;
  }
}
