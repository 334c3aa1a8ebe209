package io.scheelite.sql.fuzz;

import io.scheelite.sql.fuzz.FromClause.From;
import io.scheelite.sql.fuzz.Shape.Kind;
import io.scheelite.sql.fuzz.Term.Scope;
import java.util.ArrayList;
import java.util.List;

/** Writes subqueries as values and conditions, correlated or not. */
final class SubqueryTerms implements Expressions.Subqueries {
  private final Choices choices;
  private final QueryGenerator queries;

  SubqueryTerms(Choices choices, QueryGenerator queries) {
    this.choices = choices;
    this.queries = queries;
  }

  private Scope around(Scope outer) {
    return choices.chance(70) ? outer.forSubqueries() : Scope.empty();
  }

  @Override
  public Term scalar(Kind kind, Scope outer, int depth) {
    Scope around = around(outer);
    From from = queries.from(0);
    Scope scope = new Scope(from.terms(), around, false);
    String where =
        choices.chance(80) ? " where " + queries.expressions().condition(scope, 1).text() : "";
    if (from.identified() && choices.chance(20)) {
      Term value = queries.expressions().of(kind, scope, 1);
      String keys = String.join(", ", from.identity().stream().map(Term::text).toList());
      return new Term(
          "(select "
              + value.text()
              + " from "
              + from.text()
              + where
              + " order by "
              + keys
              + " limit 1)",
          value.shape(),
          false);
    }
    Term value = aggregate(kind, scope);
    return new Term(
        "(select " + value.text() + " from " + from.text() + where + ")", value.shape(), false);
  }

  private Term aggregate(Kind kind, Scope scope) {
    Aggregates aggregates = queries.selects().aggregates();
    for (int i = 0; i < 3; i++) {
      Term value = aggregates.next(scope.own(), 1);
      if (value.kind() == kind) {
        return value;
      }
    }
    Term leaf = queries.expressions().leaf(kind, scope.own());
    return kind == Kind.BOOLEAN
        ? new Term("count(" + leaf.text() + ") > 1", leaf.shape(), false)
        : new Term("max(" + leaf.text() + ")", leaf.shape(), false);
  }

  @Override
  public Term condition(Scope outer, int depth) {
    Scope around = around(outer);
    return new Term(text(outer, around, depth), Shape.BOOLEAN, false);
  }

  private String text(Scope outer, Scope around, int depth) {
    int way = choices.below(12);
    if (way == 11) {
      return rowIn(outer, depth); // DuckDB takes them without correlation alone
    }
    if (way < 4) {
      Relation query = queries.selects().next(around, null, Math.min(depth, 1));
      String negation = choices.oneOf(List.of("", "not "));
      return "(" + negation + "exists (" + query.text() + "))";
    }
    Expressions expressions = queries.expressions();
    Term left = expressions.exact(outer.withoutSubqueries(), 1);
    if (way == 10) {
      return inValues(left);
    }
    Relation query = queries.selects().next(around, List.of(left.shape()), Math.min(depth, 1));
    if (!Conditions.comparable(left.shape(), query.columns().getFirst().shape())) {
      return "exists (" + query.text() + ")";
    }
    String operator =
        choices.oneOf(
            List.of(
                " in (",
                " in (",
                " not in (",
                " not in (",
                " = any (",
                " < all (",
                " >= any (",
                " <> all ("));
    return "(" + left.text() + operator + query.text() + "))";
  }

  /** Rows that are compared as values; the query's may have nulls. */
  private String rowIn(Scope outer, int depth) {
    RowConditions rows = queries.expressions().rows();
    List<Term> left = rows.row(outer.withoutSubqueries(), 1);
    List<Shape> shapes = left.stream().map(Term::shape).toList();
    Relation query = queries.selects().next(Scope.empty(), shapes, Math.min(depth, 1));
    String operator = choices.oneOf(List.of(" in (", " not in ("));
    return rows.asked(RowConditions.text(left) + operator + query.text() + ")");
  }

  private String inValues(Term left) {
    List<String> members = new ArrayList<>();
    int count = 1 + choices.below(3);
    for (int i = 0; i < count; i++) {
      Term member = queries.expressions().literal(left.kind());
      if (Conditions.comparable(left.shape(), member.shape())) {
        members.add("(" + member.text() + ")");
      }
    }
    if (members.isEmpty() || choices.chance(15)) {
      members.add("(null)");
    }
    String operator = choices.oneOf(List.of(" in (values ", " not in (values "));
    return "(" + left.text() + operator + String.join(", ", members) + "))";
  }
}
