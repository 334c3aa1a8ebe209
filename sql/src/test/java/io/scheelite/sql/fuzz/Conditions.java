package io.scheelite.sql.fuzz;

import io.scheelite.sql.fuzz.Shape.Kind;
import io.scheelite.sql.fuzz.Term.Scope;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Writes expressions that are true, false or unknown. */
final class Conditions {
  private static final List<String> COMPARISONS =
      List.of(" = ", " < ", " >= ", " <> ", " <= ", " > ");
  private static final List<String> PATTERNS =
      List.of(
          "'a%'",
          "'%b%'", "'_'", "'%'", "'%text%words'", "'a!_%' escape '!'", "''", "'é%'", "'%a_b%'");

  /** Beyond it doubles do not hold every integer. */
  private static final BigDecimal MIXED = BigDecimal.valueOf(1L << 50);

  private final Choices choices;
  private final Expressions all;
  private final RowConditions rows;

  Conditions(Choices choices, Expressions all) {
    this.choices = choices;
    this.all = all;
    this.rows = new RowConditions(choices, all);
  }

  RowConditions rows() {
    return rows;
  }

  Term next(Scope scope, int depth) {
    return new Term(text(scope, depth), Shape.BOOLEAN, false);
  }

  private String text(Scope scope, int depth) {
    if (depth > 0 && scope.subqueries() && choices.chance(14)) {
      return all.subqueryCondition(scope, depth - 1).text();
    }
    if (depth > 0 && choices.chance(30)) {
      return combined(scope, depth - 1);
    }
    return switch (choices.below(13)) {
      case 0, 1, 2 -> comparison(scope, depth);
      case 3 ->
          "("
              + all.any(scope, depth).text()
              + choices.oneOf(List.of(" is null", " is not null"))
              + ")";
      case 4 -> between(scope, depth);
      case 5 -> in(scope, depth);
      case 6 -> like(scope, depth);
      case 7 -> all.leaf(Kind.BOOLEAN, scope).text();
      case 8 -> distinct(scope, depth);
      case 9 ->
          choices.oneOf(List.of("contains", "starts_with", "ends_with"))
              + "("
              + all.of(Kind.TEXT, scope, depth).text()
              + ", "
              + all.of(Kind.TEXT, scope, 0).text()
              + ")";
      case 10 -> tryCast(scope, depth);
      case 11 -> depth > 0 ? rows.next(scope, depth - 1) : comparison(scope, depth);
      default -> comparison(scope, 0);
    };
  }

  private String tryCast(Scope scope, int depth) {
    Term text = all.of(Kind.TEXT, scope, depth);
    String type = choices.oneOf(List.of("integer", "double", "date", "decimal(9, 2)", "bigint"));
    return "(try_cast(" + text.text() + " as " + type + ") is not null)";
  }

  private String combined(Scope scope, int depth) {
    String first = text(scope, depth);
    return switch (choices.below(5)) {
      case 0 -> "(" + first + " and " + text(scope, depth) + ")";
      case 1 -> "(" + first + " or " + text(scope, depth) + ")";
      case 2 -> "(not " + first + ")";
      case 3 ->
          "(("
              + first
              + ") is "
              + choices.oneOf(List.of("true", "not true", "false", "not false", "null", "not null"))
              + ")";
      default -> "(" + first + " or " + text(scope, depth) + " and " + text(scope, depth) + ")";
    };
  }

  private record Pair(Term left, Term right) {}

  /** Two values that can be compared: of one kind, or numbers that both become exactly. */
  private Pair pair(Scope scope, int depth) {
    Term left = all.exact(scope, depth);
    if (left.shape().isNumber() && choices.chance(25)) {
      Term right = all.number(scope, depth);
      if (comparable(left.shape(), right.shape())) {
        return new Pair(left, right);
      }
    }
    Term right = all.exact(left.kind(), scope, depth);
    return comparable(left.shape(), right.shape()) ? new Pair(left, right) : new Pair(left, left);
  }

  static boolean comparable(Shape a, Shape b) {
    if (a.kind() == b.kind()) {
      return a.exact() && b.exact() && Expressions.either(a, b) != null;
    }
    boolean small = a.bound().compareTo(MIXED) < 0 && b.bound().compareTo(MIXED) < 0;
    boolean narrow = a.width() <= 64 && b.width() <= 64 && a.scale() < 8 && b.scale() < 8;
    return a.isNumber() && b.isNumber() && a.exact() && b.exact() && small && narrow;
  }

  private String comparison(Scope scope, int depth) {
    Pair pair = pair(scope, depth);
    return "(" + pair.left().text() + choices.oneOf(COMPARISONS) + pair.right().text() + ")";
  }

  private String distinct(Scope scope, int depth) {
    Pair pair = pair(scope, depth);
    String operator = choices.oneOf(List.of(" is distinct from ", " is not distinct from "));
    return "(" + pair.left().text() + operator + pair.right().text() + ")";
  }

  private String between(Scope scope, int depth) {
    Pair pair = pair(scope, depth);
    Term third = all.exact(pair.left().kind(), scope, 0);
    if (!comparable(pair.left().shape(), third.shape())
        || !comparable(pair.right().shape(), third.shape())) {
      return "(" + pair.left().text() + " = " + pair.right().text() + ")";
    }
    String operator = choices.oneOf(List.of(" between ", " not between "));
    return "(" + pair.left().text() + operator + pair.right().text() + " and " + third.text() + ")";
  }

  private String in(Scope scope, int depth) {
    Term value = all.exact(scope, depth);
    List<String> members = new ArrayList<>();
    int count = 1 + choices.below(4);
    for (int i = 0; i < count; i++) {
      Term member =
          choices.chance(20) ? all.exact(value.kind(), scope, 0) : all.literal(value.kind());
      if (comparable(value.shape(), member.shape())) {
        members.add(member.text());
      }
    }
    if (members.isEmpty() || choices.chance(8)) {
      members.add("null");
    }
    String operator = choices.oneOf(List.of(" in (", " not in ("));
    return "(" + value.text() + operator + String.join(", ", members) + "))";
  }

  private String like(Scope scope, int depth) {
    Term text = all.of(Kind.TEXT, scope, depth);
    String operator = choices.oneOf(List.of(" like ", " not like "));
    return "(" + text.text() + operator + choices.oneOf(PATTERNS) + ")";
  }
}
