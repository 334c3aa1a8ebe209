package io.scheelite.sql.fuzz;

import io.scheelite.sql.fuzz.Shape.Kind;
import io.scheelite.sql.fuzz.Term.Scope;
import java.math.BigDecimal;
import java.util.List;

/** Writes expressions that are texts. */
final class Texts {
  private static final int MAX_LENGTH = 2000;
  private static final List<String> WORDS =
      List.of("'a'", "''", "'b'", "'ab'", "' '", "'é'", "'a longer text with words'", "'12'");

  private final Choices choices;
  private final Expressions all;

  Texts(Choices choices, Expressions all) {
    this.choices = choices;
    this.all = all;
  }

  Term literal() {
    return Term.literal(choices.oneOf(WORDS), Shape.text(24));
  }

  Term next(Scope scope, int depth) {
    Term text = all.of(Kind.TEXT, scope, depth);
    return switch (choices.below(11)) {
      case 0 ->
          call(choices.oneOf(List.of("upper", "lower", "reverse", "trim", "ltrim", "rtrim")), text);
      case 1 -> substring(text);
      case 2 -> joined(text, all.of(Kind.TEXT, scope, depth), " || ", "(", ")");
      case 3 -> joined(text, all.of(Kind.TEXT, scope, depth), ", ", "concat(", ")");
      case 4 -> joined(text, all.of(Kind.TEXT, scope, depth), ", ", "concat_ws('-', ", ")");
      case 5 -> part(text, scope, depth);
      case 6 -> padded(text);
      case 7 ->
          new Term(
              "replace(" + text.text() + ", " + choices.oneOf(WORDS.subList(0, 6)) + ", 'xy')",
              Shape.text(text.shape().bound().intValue() * 2 + 2),
              text.constant());
      case 8, 9 -> fromOther(scope, depth);
      default ->
          new Term(
              "split_part("
                  + text.text()
                  + ", "
                  + choices.oneOf(List.of("' '", "'a'", "'_'"))
                  + ", "
                  + choices.oneOf(List.of(1, 2, 3))
                  + ")",
              text.shape(),
              text.constant());
    };
  }

  private static Term call(String function, Term text) {
    return new Term(
        function + "(" + text.text() + ")",
        Shape.text(text.shape().bound().intValue() * 2),
        text.constant());
  }

  private Term substring(Term text) {
    String from = choices.oneOf(List.of("1", "2", "4", "0"));
    String length = choices.oneOf(List.of("", " for 2", " for 1", " for 20", " for 0"));
    return new Term(
        "substring(" + text.text() + " from " + from + length + ")", text.shape(), text.constant());
  }

  private static Term joined(Term left, Term right, String by, String before, String after) {
    BigDecimal length = left.shape().bound().add(right.shape().bound()).add(BigDecimal.ONE);
    if (length.intValue() > MAX_LENGTH) {
      return left;
    }
    return new Term(
        before + left.text() + by + right.text() + after,
        Shape.text(length.intValue()),
        left.constant() && right.constant());
  }

  private Term part(Term text, Scope scope, int depth) {
    Term count =
        choices.chance(50)
            ? all.of(Kind.INTEGER, scope, depth)
            : Term.literal("2", Shape.integer(8, 2));
    if (count.shape().width() > 64 || !count.shape().fits(32)) {
      return text;
    }
    return new Term(
        choices.oneOf(List.of("left", "right")) + "(" + text.text() + ", " + count.text() + ")",
        text.shape(),
        text.constant() && count.constant());
  }

  private Term padded(Term text) {
    String fill = choices.oneOf(List.of("'*'", "'xy'", "' '"));
    String length = choices.oneOf(List.of("3", "12", "0"));
    return new Term(
        choices.oneOf(List.of("lpad", "rpad"))
            + "("
            + text.text()
            + ", "
            + length
            + ", "
            + fill
            + ")",
        Shape.text(12),
        text.constant());
  }

  private Term fromOther(Scope scope, int depth) {
    if (choices.chance(15)) {
      Term date = all.of(Kind.DATE, scope, depth);
      String name = choices.oneOf(List.of("monthname", "dayname"));
      return new Term(name + "(" + date.text() + ")", Shape.text(10), date.constant());
    }
    Kind kind =
        choices.oneOf(
            List.of(
                Kind.INTEGER, Kind.DECIMAL, Kind.BOOLEAN, Kind.DATE, Kind.DOUBLE, Kind.TIMESTAMP));
    Term value = all.exact(kind, scope, depth);
    if (value.kind() == Kind.DECIMAL && value.shape().width() == value.shape().scale()) {
      return literal(); // DuckDB leaves out the zero before the point
    }
    return new Term("cast(" + value.text() + " as varchar)", Shape.text(50), value.constant());
  }
}
