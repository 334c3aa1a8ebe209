package io.scheelite.sql.fuzz;

import io.scheelite.sql.fuzz.Shape.Kind;
import io.scheelite.sql.fuzz.Term.Scope;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes CASE, COALESCE, GREATEST and the like over values of different types. */
final class MixedChoices {
  private static final int MAX_PRECISION = 38;
  private static final List<String> FUNCTIONS = List.of("coalesce", "greatest", "least");

  private final Choices choices;
  private final Expressions all;

  MixedChoices(Choices choices, Expressions all) {
    this.choices = choices;
    this.all = all;
  }

  /** Of a kind that holds values of several others; null for kinds that do not. */
  @Nullable Term next(Kind kind, Scope scope, int depth) {
    return switch (kind) {
      case DECIMAL ->
          decimal(
              all.of(Kind.INTEGER, scope, depth), all.of(Kind.DECIMAL, scope, depth), scope, depth);
      case DOUBLE -> real(all.of(Kind.INTEGER, scope, depth), scope, depth);
      case TIMESTAMP ->
          new Term(
              either(
                  all.of(Kind.DATE, scope, depth),
                  all.of(Kind.TIMESTAMP, scope, depth),
                  scope,
                  depth),
              Shape.TIMESTAMP,
              false);
      case INTEGER, TEXT, BOOLEAN, DATE -> null;
    };
  }

  /** Converted to the type that both have in common, whatever that is for an engine. */
  private @Nullable Term decimal(Term whole, Term other, Scope scope, int depth) {
    int scale = other.shape().scale();
    int precision = Math.max(whole.shape().precision(), other.shape().width() - scale) + scale;
    BigDecimal bound = whole.shape().bound().max(other.shape().bound());
    Shape shape = Shape.decimal(precision, scale, bound);
    if (whole.shape().width() > 64 || precision > MAX_PRECISION) {
      return null;
    }
    String text = either(whole, other, scope, depth);
    String type = shape.sqlType().toLowerCase(Locale.ROOT);
    return new Term("cast(" + text + " as " + type + ")", shape, false);
  }

  private @Nullable Term real(Term whole, Scope scope, int depth) {
    Shape exact = Shape.real(0, whole.shape().bound());
    Term other = all.of(Kind.DOUBLE, scope, depth);
    if (!exact.exact() || !other.shape().exact()) {
      return null;
    }
    Shape shape = Expressions.either(exact, other.shape());
    return shape == null ? null : new Term(either(whole, other, scope, depth), shape, false);
  }

  private String either(Term a, Term b, Scope scope, int depth) {
    boolean turned = choices.chance(50);
    String first = turned ? b.text() : a.text();
    String second = turned ? a.text() : b.text();
    if (choices.chance(40)) {
      return "case when "
          + all.condition(scope, depth).text()
          + " then "
          + first
          + " else "
          + second
          + " end";
    }
    return choices.oneOf(FUNCTIONS) + "(" + first + ", " + second + ")";
  }
}
