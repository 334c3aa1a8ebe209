package io.scheelite.sql.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A piece of SQL that stands for a value.
 *
 * @param constant whether it depends on no row
 */
record Term(String text, Shape shape, boolean constant) {
  static Term column(String text, Shape shape) {
    return new Term(text, shape, false);
  }

  static Term literal(String text, Shape shape) {
    return new Term(text, shape, true);
  }

  private static final Pattern COLUMN = Pattern.compile("\\w+\\.\\w+");

  boolean isColumn() {
    return !constant && COLUMN.matcher(text).matches();
  }

  /** This with more text behind it. */
  Term then(String more) {
    return new Term(text + more, shape, constant);
  }

  Shape.Kind kind() {
    return shape.kind();
  }

  /** A column of a table, or of what a query gives. */
  record Column(String name, Shape shape) {}

  /**
   * The values an expression may read: those of the rows around, and of the rows of queries further
   * out.
   *
   * @param subqueries whether subqueries may stand there
   */
  record Scope(List<Term> terms, @Nullable Scope outer, boolean subqueries) {
    Scope {
      terms = List.copyOf(terms);
    }

    static Scope empty() {
      return new Scope(List.of(), null, false);
    }

    Scope withoutSubqueries() {
      return new Scope(terms, outer, false);
    }

    /** The values of these rows alone. */
    Scope own() {
      return new Scope(terms, null, false);
    }

    /** What a subquery may read of it: columns, not expressions by which rows are grouped. */
    Scope forSubqueries() {
      return new Scope(terms.stream().filter(Term::isColumn).toList(), outer, subqueries);
    }

    List<Term> of(Shape.Kind kind) {
      List<Term> found = new ArrayList<>();
      for (Term term : terms) {
        if (term.kind() == kind) {
          found.add(term);
        }
      }
      return found;
    }
  }
}
