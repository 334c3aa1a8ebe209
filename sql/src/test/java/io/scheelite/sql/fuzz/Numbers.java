package io.scheelite.sql.fuzz;

import io.scheelite.sql.fuzz.Shape.Kind;
import io.scheelite.sql.fuzz.Term.Scope;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** Writes expressions that are numbers, within the bounds of their types. */
final class Numbers {
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final int MAX_PRECISION = 38;

  /** Decimals of at most so many digits lie in 64 bits. */
  private static final int NARROW = 18;

  private static final List<String> OPERATORS = List.of("+", "-", "*", "/", "%");
  private static final List<String> FIELDS =
      List.of(
          "year", "month", "day", "quarter", "dow", "doy", "week", "isodow", "hour", "minute",
          "decade", "century", "isoyear");

  private final Choices choices;
  private final Expressions all;

  Numbers(Choices choices, Expressions all) {
    this.choices = choices;
    this.all = all;
  }

  Term integerLiteral() {
    long value = choices.oneOf(List.of(1L, 0L, 2L, 3L, 5L, 7L, 10L, 100L, 1000L, 4_000_000_000L));
    boolean negative = value > 0 && choices.chance(15);
    int bits = value < 128 ? 8 : value < 10_000 ? 16 : value < 1_000_000_000 ? 32 : 64;
    return Term.literal(
        negative ? "(-" + value + ")" : Long.toString(value), Shape.integer(bits, value));
  }

  Term decimalLiteral() {
    String text =
        choices.oneOf(List.of("0.5", "1.0", "2.25", "10.10", "0.001", "99.99", "12345.678"));
    BigDecimal value = new BigDecimal(text);
    return Term.literal(
        text, Shape.decimal(Math.max(value.precision(), value.scale() + 1), value.scale(), value));
  }

  Term realLiteral() {
    String text = choices.oneOf(List.of("1e0", "5e-1", "25e-1", "0e0", "1e2"));
    return Term.literal(text, Shape.real(2, BigDecimal.valueOf(Double.parseDouble(text))));
  }

  Term integer(Scope scope, int depth) {
    return switch (choices.below(9)) {
      case 0, 1, 2 ->
          integers(
              all.of(Kind.INTEGER, scope, depth),
              choices.oneOf(OPERATORS),
              all.of(Kind.INTEGER, scope, depth));
      case 3 -> unary(all.of(Kind.INTEGER, scope, depth));
      case 4 ->
          function(
              choices.oneOf(List.of("length", "strlen", "ascii", "length")),
              all.of(Kind.TEXT, scope, depth),
              Shape.integer(64, 2_000_000));
      case 5 -> field(scope, depth);
      case 6 -> toInteger(all.number(scope, depth));
      case 7 -> {
        Term text = all.of(Kind.TEXT, scope, depth);
        Term part = all.of(Kind.TEXT, scope, depth);
        yield new Term(
            "position(" + part.text() + " in " + text.text() + ")",
            Shape.integer(64, 100_000),
            false);
      }
      default -> difference(scope, depth);
    };
  }

  private Term difference(Scope scope, int depth) {
    Term from = all.of(Kind.DATE, scope, depth);
    Term to = all.of(Kind.DATE, scope, depth);
    String unit = choices.oneOf(List.of("day", "month", "year", "week", "quarter"));
    return new Term(
        "date_diff('" + unit + "', " + from.text() + ", " + to.text() + ")",
        Shape.integer(64, 2_000_000),
        false);
  }

  private Term field(Scope scope, int depth) {
    Kind kind = choices.chance(40) ? Kind.TIMESTAMP : Kind.DATE;
    String field = choices.oneOf(kind == Kind.DATE ? FIELDS.subList(0, 8) : FIELDS);
    Term time = all.of(kind, scope, depth);
    return new Term(
        choices.chance(50)
            ? "extract(" + field + " from " + time.text() + ")"
            : "date_part('" + field + "', " + time.text() + ")",
        Shape.integer(64, 100_000),
        time.constant());
  }

  private Term integers(Term left, String operator, Term right) {
    Shape a = left.shape();
    Shape b = right.shape();
    BigDecimal bound = bound(a, operator, b);
    int bits = Math.max(a.width(), b.width());
    if (operator.equals("/") || operator.equals("%")) {
      return a.fits(bits) && b.fits(bits) && bits <= 64
          ? binary(left, operator, guarded(right), Shape.integer(bits, bound))
          : left;
    }
    if (bound.compareTo(Shape.capacity(Math.min(bits, 64))) <= 0) {
      return binary(left, operator, right, Shape.integer(bits, bound));
    }
    return bound.compareTo(Shape.capacity(64)) <= 0
        ? binary(wide(left), operator, wide(right), Shape.integer(64, bound))
        : left;
  }

  private static Term wide(Term term) {
    return new Term("cast(" + term.text() + " as bigint)", term.shape(), term.constant());
  }

  private static Term guarded(Term divisor) {
    return new Term("nullif(" + divisor.text() + ", 0)", divisor.shape(), divisor.constant());
  }

  private static Term binary(Term left, String operator, Term right, Shape shape) {
    return new Term(
        "(" + left.text() + " " + operator + " " + right.text() + ")",
        shape,
        left.constant() && right.constant());
  }

  private static BigDecimal bound(Shape a, String operator, Shape b) {
    return switch (operator) {
      case "*" -> a.bound().multiply(b.bound());
      case "/" -> a.bound();
      case "%" -> a.bound().min(b.bound());
      default -> a.bound().add(b.bound());
    };
  }

  private Term unary(Term operand) {
    Shape shape = operand.shape();
    boolean safe =
        shape.kind() != Kind.INTEGER || (shape.width() <= 64 && shape.fits(shape.width()));
    if (!safe) {
      return operand;
    }
    // a sign before a literal is read with its digits, and those know no negative zero
    boolean literal = operand.constant() && shape.kind() == Kind.DOUBLE;
    return literal || choices.chance(50)
        ? function("abs", operand, shape)
        : new Term("(-" + operand.text() + ")", shape, operand.constant());
  }

  private static Term function(String name, Term operand, Shape shape) {
    return new Term(name + "(" + operand.text() + ")", shape, operand.constant());
  }

  /** A conversion to an integer type that holds all values. */
  private Term toInteger(Term operand) {
    Shape shape = operand.shape();
    BigDecimal bound = shape.bound().add(BigDecimal.ONE);
    int bits = choices.oneOf(List.of(64, 32, 16, 8));
    if (!shape.exact() || bound.compareTo(Shape.capacity(bits)) > 0) {
      return all.literal(Kind.INTEGER);
    }
    Shape result = Shape.integer(bits, bound);
    return new Term(
        "cast(" + operand.text() + " as " + result.sqlType().toLowerCase(Locale.ROOT) + ")",
        result,
        operand.constant());
  }

  Term decimal(Scope scope, int depth) {
    Term left = all.of(Kind.DECIMAL, scope, depth);
    return switch (choices.below(7)) {
      case 0, 1 -> {
        Kind other = choices.chance(30) ? Kind.INTEGER : Kind.DECIMAL;
        Term right = all.of(other, scope, depth);
        String operator = choices.oneOf(List.of("+", "-", "*", "%"));
        yield choices.chance(20)
            ? decimals(right, operator, left)
            : decimals(left, operator, right);
      }
      case 2 -> unary(left);
      case 3 -> toDecimal(all.number(scope, depth));
      case 4 -> roundedDecimal(left, "round");
      case 5 -> roundedDecimal(left, "trunc");
      default -> toDecimal(all.of(Kind.INTEGER, scope, depth));
    };
  }

  private Term roundedDecimal(Term operand, String function) {
    Shape shape = operand.shape();
    int digits = choices.below(4);
    if (!shape.fitsDecimal(shape.width(), shape.scale())) {
      return operand;
    }
    int scale = Math.min(digits, shape.scale());
    return new Term(
        function + "(" + operand.text() + ", " + digits + ")",
        Shape.decimal(shape.width(), scale, shape.bound().add(BigDecimal.ONE)),
        operand.constant());
  }

  private Term decimals(Term left, String operator, Term right) {
    Shape a = left.shape();
    Shape b = right.shape();
    int scale = Math.max(a.scale(), b.scale());
    int wholeA = a.precision() - a.scale();
    int wholeB = b.precision() - b.scale();
    int precision =
        switch (operator) {
          case "*" -> a.precision() + b.precision();
          case "%" -> Math.max(wholeA, wholeB) + scale;
          default -> Math.max(wholeA, wholeB) + scale + 1;
        };
    int resultScale = operator.equals("*") ? a.scale() + b.scale() : scale;
    if (precision > MAX_PRECISION || a.width() > 64 || b.width() > 64) {
      return left.kind() == Kind.DECIMAL ? left : right;
    }
    BigDecimal bound = bound(a, operator, b);
    int narrow = Math.max(a.precision(), b.precision()) <= NARROW ? NARROW : MAX_PRECISION;
    if (precision > narrow) { // DuckDB stays with 64 bits then, and fails where they do not do
      if (resultScale > narrow || bound.compareTo(BigDecimal.TEN.pow(narrow - resultScale)) >= 0) {
        return left.kind() == Kind.DECIMAL ? left : right;
      }
      precision = narrow;
    }
    Term divisor = operator.equals("%") ? guarded(right) : right;
    return binary(left, operator, divisor, Shape.decimal(precision, resultScale, bound));
  }

  /** A conversion to a decimal type that holds all values. */
  Term toDecimal(Term operand) {
    int precision = choices.oneOf(List.of(18, 9, 38, 19, 25, 5));
    int scale = Math.min(choices.below(7), precision);
    Shape shape = operand.shape();
    if (!shape.exact() || !shape.fitsDecimal(precision, scale)) {
      return all.literal(Kind.DECIMAL);
    }
    return new Term(
        "cast(" + operand.text() + " as decimal(" + precision + ", " + scale + "))",
        Shape.decimal(precision, scale, shape.bound().add(BigDecimal.ONE)),
        operand.constant());
  }

  Term real(Scope scope, int depth) {
    Term left = all.of(Kind.DOUBLE, scope, depth);
    return switch (choices.below(7)) {
      case 0, 1 ->
          reals(left, choices.oneOf(List.of("+", "-", "*")), all.of(Kind.DOUBLE, scope, depth));
      case 2 -> quotient(all.number(scope, depth), all.number(scope, depth));
      case 3 -> unary(left);
      case 4 -> toReal(all.number(scope, depth));
      case 5 -> whole(left);
      default -> function("sqrt", function("abs", left, left.shape()), Shape.ROUNDED);
    };
  }

  private Term whole(Term operand) {
    Shape shape = operand.shape();
    return shape.exact()
        ? function(
            choices.oneOf(List.of("floor", "ceil", "round", "trunc")),
            operand,
            shape.bound().compareTo(Shape.capacity(40)) < 0
                ? Shape.real(0, shape.bound().add(BigDecimal.ONE))
                : shape)
        : operand;
  }

  private static boolean isTame(Shape shape) {
    return shape.bound().compareTo(Shape.WILD) < 0;
  }

  /** Wild doubles and rounded ones are left alone: small differences would become large. */
  private Term reals(Term left, String operator, Term right) {
    Shape a = left.shape();
    Shape b = right.shape();
    if (!isTame(a) || !isTame(b)) {
      return left;
    }
    int bits = operator.equals("*") ? a.scale() + b.scale() : Math.max(a.scale(), b.scale());
    return binary(left, operator, right, Shape.real(bits, bound(a, operator, b)));
  }

  private Term quotient(Term left, Term right) {
    boolean real = left.kind() != Kind.INTEGER || right.kind() != Kind.INTEGER;
    boolean tame = isTame(left.shape()) && isTame(right.shape());
    return real && tame && right.shape().exact()
        ? binary(left, "/", guarded(right), Shape.ROUNDED)
        : all.literal(Kind.DOUBLE);
  }

  private Term toReal(Term operand) {
    Shape shape = operand.shape();
    boolean whole = shape.kind() == Kind.INTEGER;
    if (shape.kind() == Kind.DOUBLE) {
      return operand;
    }
    boolean exact = whole && shape.bound().multiply(TWO).compareTo(Shape.capacity(52)) < 0;
    return new Term(
        "cast(" + operand.text() + " as double)",
        exact ? Shape.real(0, shape.bound()) : Shape.ROUNDED,
        operand.constant());
  }
}
