package io.scheelite.sql.fuzz;

import io.scheelite.sql.fuzz.Shape.Kind;
import io.scheelite.sql.fuzz.Term.Scope;
import java.math.BigDecimal;
import java.util.List;

/** Writes aggregates, with DISTINCT and FILTER, that cannot overflow. */
final class Aggregates {
  /** More rows than any query has. */
  private static final BigDecimal ROWS = BigDecimal.valueOf(1_000_000);

  private static final BigDecimal SPREAD = BigDecimal.valueOf(10_000);
  private static final List<Kind> ORDERED =
      List.of(Kind.INTEGER, Kind.TEXT, Kind.DECIMAL, Kind.DATE, Kind.DOUBLE, Kind.TIMESTAMP);

  private final Choices choices;
  private final Expressions expressions;

  Aggregates(Choices choices, Expressions expressions) {
    this.choices = choices;
    this.expressions = expressions;
  }

  /** An aggregate over the rows of a scope, with a filter now and then. */
  Term next(Scope scope, int depth) {
    Term plain = plain(scope, depth, true);
    if (!choices.chance(15)) {
      return plain;
    }
    String filter =
        " filter (where " + expressions.condition(scope, Math.min(1, depth)).text() + ")";
    return followed(plain, filter);
  }

  /** An aggregate, which may lie in a cast, with something behind it. */
  static Term followed(Term aggregate, String more) {
    String text = aggregate.text();
    String suffix = " as bigint)";
    boolean converted = text.startsWith("cast(") && text.endsWith(suffix);
    String changed =
        converted
            ? text.substring(0, text.length() - suffix.length()) + more + suffix
            : text + more;
    return new Term(changed, aggregate.shape(), false);
  }

  /** An aggregate without filter. */
  Term plain(Scope scope, int depth, boolean distinctAllowed) {
    String distinct = distinctAllowed && choices.chance(20) ? "distinct " : "";
    return switch (choices.below(11)) {
      case 0, 1 -> term("count(*)", count());
      case 2 -> term("count(" + distinct + expressions.exact(scope, depth).text() + ")", count());
      case 3, 4 -> sum(expressions.number(scope, depth), distinct);
      case 5 -> average(expressions.number(scope, depth), distinct);
      case 6 -> spread(expressions.number(scope, depth));
      case 7 -> {
        String function = choices.oneOf(List.of("bool_and(", "bool_or("));
        yield term(function + expressions.condition(scope, depth).text() + ")", Shape.BOOLEAN);
      }
      default -> extreme(scope, depth);
    };
  }

  private static Term term(String text, Shape shape) {
    return new Term(text, shape, false);
  }

  private static Shape count() {
    return Shape.integer(64, ROWS);
  }

  private Term extreme(Scope scope, int depth) {
    Term value = expressions.exact(choices.oneOf(ORDERED), scope, depth);
    return term(choices.oneOf(List.of("min", "max")) + "(" + value.text() + ")", value.shape());
  }

  private Term sum(Term value, String distinct) {
    Shape shape = value.shape();
    BigDecimal bound = shape.bound().multiply(ROWS);
    String text = "sum(" + distinct + value.text() + ")";
    return switch (shape.kind()) {
      case INTEGER ->
          bound.compareTo(Shape.capacity(64)) <= 0
              ? term("cast(" + text + " as bigint)", Shape.integer(64, bound))
              : term("count(" + distinct + value.text() + ")", count());
      case DECIMAL ->
          bound.compareTo(BigDecimal.TEN.pow(38 - shape.scale())) < 0
              ? term(text, Shape.decimal(38, shape.scale(), bound))
              : term("max(" + value.text() + ")", shape);
      default ->
          shape.exact() && bound.compareTo(Shape.capacity(60)) < 0
              ? term(text, Shape.real(shape.scale(), bound))
              : term("count(" + value.text() + ")", count());
    };
  }

  private Term average(Term value, String distinct) {
    Shape shape = value.shape();
    boolean tame = shape.exact() && shape.bound().multiply(ROWS).compareTo(Shape.capacity(60)) < 0;
    return tame
        ? term("avg(" + distinct + value.text() + ")", Shape.ROUNDED)
        : term("count(" + value.text() + ")", count());
  }

  private Term spread(Term value) {
    boolean tame = value.shape().exact() && value.shape().bound().compareTo(SPREAD) < 0;
    String function = choices.oneOf(List.of("stddev_samp", "var_pop", "var_samp", "stddev_pop"));
    return tame
        ? term(function + "(" + value.text() + ")", Shape.ROUNDED)
        : term("count(" + value.text() + ")", count());
  }
}
