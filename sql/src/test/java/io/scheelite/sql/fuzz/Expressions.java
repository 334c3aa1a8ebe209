package io.scheelite.sql.fuzz;

import io.scheelite.sql.fuzz.Shape.Kind;
import io.scheelite.sql.fuzz.Term.Scope;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

/** Writes expressions of any kind over a scope, none of which can fail. */
final class Expressions {
  private static final List<Kind> KINDS =
      List.of(
          Kind.INTEGER,
          Kind.INTEGER,
          Kind.TEXT,
          Kind.DECIMAL,
          Kind.DOUBLE,
          Kind.DATE,
          Kind.BOOLEAN,
          Kind.TIMESTAMP);
  private static final List<Kind> NUMBERS =
      List.of(Kind.INTEGER, Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE);

  private final Choices choices;
  private final Numbers numbers;
  private final Texts texts;
  private final Times times;
  private final Conditions conditions;
  private final MixedChoices mixed;
  private final Subqueries subqueries;

  /** Writes subqueries. */
  interface Subqueries {
    /** A subquery in parentheses that gives at most one value. */
    Term scalar(Kind kind, Scope outer, int depth);

    /** A condition with a subquery. */
    Term condition(Scope outer, int depth);
  }

  Expressions(Choices choices, Subqueries subqueries) {
    this.choices = choices;
    this.subqueries = subqueries;
    this.numbers = new Numbers(choices, this);
    this.texts = new Texts(choices, this);
    this.times = new Times(choices, this);
    this.conditions = new Conditions(choices, this);
    this.mixed = new MixedChoices(choices, this);
  }

  Numbers numbers() {
    return numbers;
  }

  RowConditions rows() {
    return conditions.rows();
  }

  /** Any value. */
  Term any(Scope scope, int depth) {
    return of(choices.oneOf(KINDS), scope, depth);
  }

  /** A value of a kind of its own choice, that both engines compute alike to the last bit. */
  Term exact(Scope scope, int depth) {
    return exact(choices.oneOf(KINDS), scope, depth);
  }

  Term exact(Kind kind, Scope scope, int depth) {
    Term term = of(kind, scope, depth);
    return term.shape().exact() ? term : literal(kind);
  }

  Term number(Scope scope, int depth) {
    return of(choices.oneOf(NUMBERS), scope, depth);
  }

  Term condition(Scope scope, int depth) {
    return conditions.next(scope, depth);
  }

  Term of(Kind kind, Scope scope, int depth) {
    if (depth > 0 && choices.chance(45)) {
      if (scope.subqueries() && choices.chance(10)) {
        return subqueries.scalar(kind, scope, depth - 1);
      }
      if (choices.chance(20)) {
        Term either = choices.chance(15) ? mixed.next(kind, scope, depth - 1) : null;
        return either == null ? choice(kind, scope, depth - 1) : either;
      }
      return switch (kind) {
        case INTEGER -> numbers.integer(scope, depth - 1);
        case DECIMAL -> numbers.decimal(scope, depth - 1);
        case DOUBLE -> numbers.real(scope, depth - 1);
        case TEXT -> texts.next(scope, depth - 1);
        case BOOLEAN -> conditions.next(scope, depth - 1);
        case DATE -> times.date(scope, depth - 1);
        case TIMESTAMP -> times.timestamp(scope, depth - 1);
      };
    }
    return leaf(kind, scope);
  }

  Term subqueryCondition(Scope scope, int depth) {
    return subqueries.condition(scope, depth);
  }

  /** A column, of a query further out now and then, or else a constant. */
  Term leaf(Kind kind, Scope scope) {
    if (choices.chance(8)) {
      return literal(kind);
    }
    Scope from = scope;
    while (from.outer() != null && (from.terms().isEmpty() || choices.chance(25))) {
      from = Objects.requireNonNull(from.outer());
    }
    List<Term> found = from.of(kind);
    return found.isEmpty() ? literal(kind) : choices.oneOf(found);
  }

  Term literal(Kind kind) {
    if (choices.chance(4)) {
      return nothing(kind);
    }
    return switch (kind) {
      case INTEGER -> numbers.integerLiteral();
      case DECIMAL -> numbers.decimalLiteral();
      case DOUBLE -> numbers.realLiteral();
      case TEXT -> texts.literal();
      case BOOLEAN -> Term.literal(choices.oneOf(List.of("true", "false")), Shape.BOOLEAN);
      case DATE -> times.dateLiteral();
      case TIMESTAMP -> times.timestampLiteral();
    };
  }

  /** A null, whose type comes from what is around it. */
  private String plainNull(Term otherwise) {
    return choices.chance(10) ? "null" : otherwise.text();
  }

  private static Term nothing(Kind kind) {
    Shape shape =
        switch (kind) {
          case INTEGER -> Shape.integer(32, 1);
          case DECIMAL -> Shape.decimal(9, 2, BigDecimal.ONE);
          case DOUBLE -> Shape.real(1, BigDecimal.ONE);
          case TEXT -> Shape.text(1);
          case BOOLEAN -> Shape.BOOLEAN;
          case DATE -> Shape.DATE;
          case TIMESTAMP -> Shape.TIMESTAMP;
        };
    return Term.literal(
        "cast(null as " + shape.sqlType().toLowerCase(java.util.Locale.ROOT) + ")", shape);
  }

  /** One of several values of a kind: CASE, COALESCE, NULLIF, GREATEST, LEAST. */
  private Term choice(Kind kind, Scope scope, int depth) {
    Term first = of(kind, scope, depth);
    Term second = of(kind, scope, depth);
    Shape shape = either(first.shape(), second.shape());
    if (shape == null) {
      return first;
    }
    boolean constant = first.constant() && second.constant();
    boolean ordered = first.shape().exact() && second.shape().exact();
    return switch (choices.below(7)) {
      case 0 ->
          new Term(
              choices.oneOf(List.of("coalesce", "coalesce", "ifnull"))
                  + "("
                  + plainNull(first)
                  + ", "
                  + second.text()
                  + ")",
              shape,
              constant);
      case 1 ->
          new Term(
              "case when "
                  + condition(scope, depth).text()
                  + " then "
                  + first.text()
                  + " else "
                  + plainNull(second)
                  + " end",
              shape,
              false);
      case 2 ->
          new Term(
              "case when "
                  + condition(scope, depth).text()
                  + " then "
                  + first.text()
                  + " when "
                  + condition(scope, depth).text()
                  + " then "
                  + second.text()
                  + " end",
              shape,
              false);
      case 3 -> simpleCase(first, second, shape, scope, depth);
      case 4 ->
          ordered
              ? new Term(
                  "nullif(" + first.text() + ", " + second.text() + ")", first.shape(), constant)
              : first;
      case 5 ->
          ordered
              ? new Term("greatest(" + first.text() + ", " + second.text() + ")", shape, constant)
              : first;
      default ->
          ordered
              ? new Term("least(" + first.text() + ", " + second.text() + ")", shape, constant)
              : first;
    };
  }

  private Term simpleCase(Term first, Term second, Shape shape, Scope scope, int depth) {
    Kind kind = choices.oneOf(KINDS);
    Term value = exact(kind, scope, depth);
    Term match = exact(kind, scope, 0);
    if (either(value.shape(), match.shape()) == null) {
      return first;
    }
    return new Term(
        "case "
            + value.text()
            + " when "
            + match.text()
            + " then "
            + first.text()
            + " else "
            + second.text()
            + " end",
        shape,
        false);
  }

  /** What holds values of both, which are of one kind; null if nothing does. */
  static @org.jspecify.annotations.Nullable Shape either(Shape a, Shape b) {
    BigDecimal bound = a.bound().max(b.bound());
    int scale = Math.max(a.scale(), b.scale());
    int whole = Math.max(a.width() - a.scale(), b.width() - b.scale());
    return switch (a.kind()) {
      case INTEGER -> Shape.integer(Math.max(a.width(), b.width()), bound);
      case DECIMAL -> whole + scale > 38 ? null : Shape.decimal(whole + scale, scale, bound);
      case DOUBLE -> new Shape(Kind.DOUBLE, 0, scale, bound, a.exact() && b.exact());
      case TEXT -> new Shape(Kind.TEXT, 0, 0, bound, true);
      case BOOLEAN, DATE, TIMESTAMP -> a;
    };
  }
}
