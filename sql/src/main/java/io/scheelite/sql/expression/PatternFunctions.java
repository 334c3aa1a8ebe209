package io.scheelite.sql.expression;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.sql.SqlException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LIKE and regular expressions. */
public final class PatternFunctions {
  private static final String SPECIAL = "\\.[]{}()*+?^$|";

  /** A function of a text and a pattern: what the operator GLOB says. */
  public static final String GLOB = "*glob*";

  private static final String NOTHING = "[^\\x{0}-\\x{10FFFF}]";
  private static final char NO_ESCAPE = '\uffff';

  private PatternFunctions() {}

  static void register(NamedFunction.Registry registry) {
    registry.add("regexp_matches regexp_like", 2, 3, a -> regex(ScalarFunction.REGEX_FIND, a, 2));
    registry.add("regexp_full_match", 2, 3, a -> regex(ScalarFunction.REGEX_MATCH, a, 2));
    registry.add("regexp_count", 2, 3, a -> regex(ScalarFunction.REGEX_COUNT, a, 2));
    registry.add(
        "regexp_extract regexp_substr", 2, 4, a -> regex(ScalarFunction.REGEX_EXTRACT, a, 3));
    registry.add("regexp_replace", 3, 4, a -> regex(ScalarFunction.REGEX_REPLACE, a, 3));
    registry.add(GLOB, 2, 2, a -> glob(a.text(0), a.text(1)));
    registry.add("like_escape", 3, 3, a -> like(a.text(0), a.text(1), a.text(2)));
  }

  private static Expression regex(ScalarFunction function, Arguments arguments, int options) {
    List<Expression> operands = new ArrayList<>(List.of(arguments.text(0), arguments.text(1)));
    if (function == ScalarFunction.REGEX_REPLACE) {
      operands.add(arguments.text(2));
    } else if (function == ScalarFunction.REGEX_EXTRACT) {
      operands.add(arguments.size() > 2 ? arguments.integer(2) : Arguments.constant(0));
    }
    operands.add(
        Arguments.constant(arguments.size() > options ? arguments.constantText(options) : ""));
    DataType type =
        switch (function) {
          case REGEX_COUNT -> DataType.INT64;
          case REGEX_EXTRACT, REGEX_REPLACE -> DataType.UTF8;
          default -> DataType.BOOLEAN;
        };
    return Arguments.strict(function, type, operands);
  }

  /**
   * LIKE.
   *
   * @param escape null if nothing escapes
   */
  public static Expression like(Expression text, Expression pattern, @Nullable Expression escape) {
    if (escape instanceof Literal literal && literal.value() == null) {
      return new Literal(null, DataType.BOOLEAN);
    }
    int character = escape == null ? -1 : escape(escape);
    if (!isText(text) || !isText(pattern)) {
      throw SqlException.of(
          ErrorCode.TYPE_MISMATCH,
          "LIKE needs text: " + text.type().sqlName() + " LIKE " + pattern.type().sqlName());
    }
    if (pattern instanceof Literal literal) {
      return literal.value() instanceof String constant
          ? ConstantFolder.foldNode(
              new Expression.Like(TypedExpressions.cast(text, DataType.UTF8), constant, character))
          : new Literal(null, DataType.BOOLEAN);
    }
    return Arguments.strict(
        ScalarFunction.LIKE_PATTERN,
        DataType.BOOLEAN,
        TypedExpressions.cast(text, DataType.UTF8),
        pattern,
        Arguments.constant(character < 0 ? "" : Character.toString(character)));
  }

  /** LIKE without regard to upper and lower case. */
  public static Expression likeIgnoringCase(
      Expression text, Expression pattern, @Nullable Expression escape) {
    return isText(text) && isText(pattern)
        ? like(lower(text), lower(pattern), escape == null ? null : lower(escape))
        : like(text, pattern, escape);
  }

  private static Expression lower(Expression text) {
    return Arguments.strict(
        ScalarFunction.LOWER, DataType.UTF8, TypedExpressions.cast(text, DataType.UTF8));
  }

  private static boolean isText(Expression operand) {
    return operand.type() instanceof DataType.Utf8 || operand.type() instanceof DataType.Null;
  }

  private static int escape(Expression operand) {
    if (operand instanceof Literal literal && literal.value() instanceof String text) {
      if (text.isEmpty()) {
        return -1;
      }
      if (text.codePointCount(0, text.length()) == 1) {
        return text.codePointAt(0);
      }
    }
    throw SqlException.of(ErrorCode.INVALID_DATA, "ESCAPE needs one character");
  }

  /** SIMILAR TO: the standard's mixture of LIKE and regular expressions. */
  public static Expression similar(
      Expression text, Expression pattern, @Nullable Expression escape) {
    if (!(pattern instanceof Literal literal)) {
      throw SqlException.unsupported("SIMILAR TO with a pattern that is not constant");
    }
    if (!(literal.value() instanceof String constant)) {
      return new Literal(null, DataType.BOOLEAN);
    }
    int character = escape == null ? '\\' : escape(escape);
    return regex(
        ScalarFunction.REGEX_MATCH, text, toRegex(constant, character < 0 ? NO_ESCAPE : character));
  }

  /** As PostgreSQL's {@code ~}: whether a regular expression is found anywhere. */
  public static Expression find(Expression text, Expression pattern, boolean ignoresCase) {
    return Arguments.strict(
        ScalarFunction.REGEX_FIND,
        DataType.BOOLEAN,
        TypedExpressions.cast(text, DataType.UTF8),
        TypedExpressions.cast(pattern, DataType.UTF8),
        Arguments.constant(ignoresCase ? "i" : ""));
  }

  private static Expression regex(ScalarFunction function, Expression text, String regex) {
    return Arguments.strict(
        function,
        DataType.BOOLEAN,
        TypedExpressions.cast(text, DataType.UTF8),
        Arguments.constant(regex),
        Arguments.constant("s"));
  }

  private static Expression glob(Expression text, Expression pattern) {
    if (!(pattern instanceof Literal literal)) {
      throw SqlException.unsupported("GLOB with a pattern that is not constant");
    }
    return literal.value() instanceof String constant
        ? regex(ScalarFunction.REGEX_MATCH, text, globRegex(constant))
        : new Literal(null, DataType.BOOLEAN);
  }

  /** As DuckDB, but of characters, not bytes: what is not complete matches nothing. */
  private static String globRegex(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (c == '[') {
        i = globSet(pattern, i + 1, regex);
      } else if (c != '\\') {
        appendLiteral(c, regex);
      } else if (i + 1 < pattern.length()) {
        appendLiteral(pattern.charAt(++i), regex);
      } else {
        return NOTHING;
      }
      if (i >= pattern.length()) {
        return NOTHING;
      }
    }
    return regex.toString();
  }

  private static void appendLiteral(char c, StringBuilder regex) {
    regex.append(SPECIAL.indexOf(c) >= 0 ? "\\" : "").append(c);
  }

  /** Returns where the set of characters ends; the length of the pattern if it does not. */
  private static int globSet(String pattern, int start, StringBuilder regex) {
    boolean inverted = pattern.startsWith("!", start);
    int first = inverted ? start + 1 : start;
    StringBuilder members = new StringBuilder();
    int at = first;
    while (at < pattern.length() && (pattern.charAt(at) != ']' || at == first)) {
      boolean range = at + 2 < pattern.length() && pattern.charAt(at + 1) == '-';
      char low = pattern.charAt(at);
      char high = range ? pattern.charAt(at + 2) : low;
      if (low <= high) {
        members.append(escaped(low)).append('-').append(escaped(high));
      }
      at += range ? 3 : 1;
    }
    if (members.isEmpty()) {
      regex.append(inverted ? "." : NOTHING);
    } else {
      regex.append(inverted ? "[^" : "[").append(members).append(']');
    }
    return at;
  }

  private static String escaped(char c) {
    return "\\x{" + Integer.toHexString(c) + '}';
  }

  private static String toRegex(String pattern, int escape) {
    StringBuilder regex = new StringBuilder();
    boolean inBrackets = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == escape && i + 1 < pattern.length()) {
        char next = pattern.charAt(++i);
        regex.append(SPECIAL.indexOf(next) >= 0 ? "\\" : "").append(next);
      } else if (inBrackets) {
        inBrackets = c != ']';
        regex.append(c);
      } else if (c == '%') {
        regex.append(".*");
      } else if (c == '_') {
        regex.append('.');
      } else {
        inBrackets = c == '[';
        regex.append(c == '.' || c == '^' || c == '$' || c == '\\' ? "\\" : "").append(c);
      }
    }
    return regex.toString();
  }
}
