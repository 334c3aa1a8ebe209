package io.scheelite.sql.fuzz;

import io.scheelite.sql.fuzz.Shape.Kind;
import io.scheelite.sql.fuzz.Term.Scope;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes comparisons of rows of values. For the standard a comparison with a null inside is
 * unknown, for DuckDB a row is a value: so there are none on the left, and it is asked whether the
 * comparison is true.
 */
final class RowConditions {
  private static final List<Kind> KINDS =
      List.of(Kind.INTEGER, Kind.TEXT, Kind.DATE, Kind.BOOLEAN, Kind.TIMESTAMP);
  private static final List<String> COMPARISONS = List.of(" = ", " <> ", " < ", " >= ");

  private final Choices choices;
  private final Expressions all;

  RowConditions(Choices choices, Expressions all) {
    this.choices = choices;
    this.all = all;
  }

  /** Values without nulls, of kinds that have a literal. */
  List<Term> row(Scope scope, int depth) {
    List<Term> row = new ArrayList<>();
    int count = 2 + choices.below(2);
    for (int i = 0; i < count; i++) {
      row.add(present(all.of(choices.oneOf(KINDS), scope, depth)));
    }
    return row;
  }

  private Term present(Term term) {
    String otherwise =
        switch (term.kind()) {
          case INTEGER -> "1";
          case TEXT -> "'a'";
          case DATE -> "date '2020-02-29'";
          case BOOLEAN -> "true";
          default -> "timestamp '2020-02-29 00:00:00'";
        };
    return new Term("coalesce(" + term.text() + ", " + otherwise + ")", term.shape(), false);
  }

  /** Asks for the truth of a comparison. */
  String asked(String comparison) {
    return "((" + comparison + ")" + choices.oneOf(List.of(" is true)", " is not true)"));
  }

  String next(Scope scope, int depth) {
    List<Term> row = row(scope, depth);
    if (choices.chance(40)) {
      List<Term> other =
          row.stream().map(term -> present(all.of(term.kind(), scope, depth))).toList();
      return asked(text(row) + choices.oneOf(COMPARISONS) + text(other));
    }
    List<String> members = new ArrayList<>();
    int count = 1 + choices.below(3);
    for (int i = 0; i < count; i++) {
      members.add(
          text(
              row.stream()
                  .map(
                      term ->
                          choices.chance(30)
                              ? present(all.of(term.kind(), scope, 0))
                              : present(all.literal(term.kind())))
                  .toList()));
    }
    return asked(
        text(row)
            + choices.oneOf(List.of(" in (", " not in ("))
            + String.join(", ", members)
            + ")");
  }

  static String text(List<Term> row) {
    return "(" + String.join(", ", row.stream().map(Term::text).toList()) + ")";
  }
}
