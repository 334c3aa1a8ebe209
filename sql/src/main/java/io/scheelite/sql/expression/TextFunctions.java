package io.scheelite.sql.expression;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.ScalarFunction;
import java.util.ArrayList;
import java.util.List;

/** Functions of texts. */
final class TextFunctions {
  private static final int MANY = 1000;
  private static final char ESCAPE = '\\';

  private TextFunctions() {}

  static void register(NamedFunction.Registry registry) {
    registry.add("upper ucase", 1, 1, a -> toText(ScalarFunction.UPPER, a.text(0)));
    registry.add("lower lcase", 1, 1, a -> toText(ScalarFunction.LOWER, a.text(0)));
    registry.add("reverse", 1, 1, a -> toText(ScalarFunction.REVERSE, a.text(0)));
    registry.add("length len char_length character_length", 1, 1, TextFunctions::length);
    registry.add("octet_length strlen", 1, 1, TextFunctions::numBytes);
    registry.add("ascii", 1, 1, a -> toInteger(ScalarFunction.UNICODE, a.text(0)));
    registry.add("unicode ord", 1, 1, TextFunctions::codePoint);
    registry.add("btrim", 1, 2, a -> trim(ScalarFunction.TRIM_BOTH, a));
    registry.add("ltrim", 1, 2, a -> trim(ScalarFunction.TRIM_LEADING, a));
    registry.add("rtrim", 1, 2, a -> trim(ScalarFunction.TRIM_TRAILING, a));
    registry.add("substr", 2, 3, TextFunctions::substr);
    registry.add("left", 2, 2, a -> toText(ScalarFunction.LEFT, a.text(0), a.integer(1)));
    registry.add("right", 2, 2, a -> toText(ScalarFunction.RIGHT, a.text(0), a.integer(1)));
    registry.add("repeat", 2, 2, a -> toText(ScalarFunction.REPEAT, a.text(0), a.integer(1)));
    registry.add("lpad", 2, 3, a -> pad(ScalarFunction.LPAD, a));
    registry.add("rpad", 2, 3, a -> pad(ScalarFunction.RPAD, a));
    registry.add(
        "replace", 3, 3, a -> toText(ScalarFunction.REPLACE, a.text(0), a.text(1), a.text(2)));
    registry.add(
        "split_part",
        3,
        3,
        a -> toText(ScalarFunction.SPLIT_PART, a.text(0), a.text(1), a.integer(2)));
    registry.add(
        "strpos instr", 2, 2, a -> toInteger(ScalarFunction.POSITION, a.text(0), a.text(1)));
    registry.add("locate", 2, 2, a -> toInteger(ScalarFunction.POSITION, a.text(1), a.text(0)));
    registry.add("starts_with startswith prefix", 2, 2, a -> search(a, "", "%"));
    registry.add("ends_with endswith suffix", 2, 2, a -> search(a, "%", ""));
    registry.add("contains", 2, 2, a -> search(a, "%", "%"));
    registry.add("bit_length", 1, 1, TextFunctions::bitLength);
    registry.add("initcap", 1, 1, a -> toText(ScalarFunction.INITCAP, a.text(0)));
    registry.add(
        "translate translate3",
        3,
        3,
        a -> toText(ScalarFunction.TRANSLATE, a.text(0), a.text(1), a.text(2)));
    registry.add("overlay", 3, 4, TextFunctions::overlay);
    registry.add("md5", 1, 1, a -> toText(ScalarFunction.MD5, a.text(0)));
    registry.add("sha256", 1, 1, a -> toText(ScalarFunction.SHA256, a.text(0)));
    registry.add("space", 1, 1, a -> repeat(a.integer(0)));
    registry.add(
        "typeof pg_typeof", 1, 1, a -> Arguments.constant(a.type(0).sqlName().replace(", ", ",")));
    registry.add("concat", 1, MANY, TextFunctions::concat);
    registry.add("concat_ws", 2, MANY, TextFunctions::concatSeparated);
  }

  private static Expression toText(ScalarFunction function, Expression... arguments) {
    return Arguments.strict(function, DataType.UTF8, arguments);
  }

  private static Expression toInteger(ScalarFunction function, Expression... arguments) {
    return Arguments.strict(function, DataType.INT64, arguments);
  }

  private static Expression length(Arguments arguments) {
    return DataType.isNested(arguments.type(0))
        ? NestedFunctions.length(arguments)
        : toInteger(ScalarFunction.LENGTH, arguments.text(0));
  }

  private static Expression numBytes(Arguments arguments) {
    return toInteger(
        ScalarFunction.OCTET_LENGTH,
        arguments.type(0) instanceof DataType.Binary ? arguments.get(0) : arguments.text(0));
  }

  private static Expression repeat(Expression count) {
    return toText(ScalarFunction.REPEAT, Arguments.constant(" "), count);
  }

  /** Nothing has the code point -1. */
  private static Expression codePoint(Arguments arguments) {
    Expression text = arguments.text(0);
    Expression empty =
        TypedExpressions.comparison(ComparisonOperator.EQUAL, text, Arguments.constant(""));
    return TypedExpressions.caseWhen(
        List.of(empty), List.of(Arguments.constant(-1)), toInteger(ScalarFunction.UNICODE, text));
  }

  private static Expression bitLength(Arguments arguments) {
    return TypedExpressions.arithmetic(
        ArithmeticOperator.MULTIPLY,
        toInteger(ScalarFunction.OCTET_LENGTH, arguments.text(0)),
        Arguments.constant(Byte.SIZE));
  }

  /** Puts a text in place of what begins at a position: of as many characters, if not told. */
  private static Expression overlay(Arguments arguments) {
    Expression text = arguments.text(0);
    Expression by = arguments.text(1);
    Expression start = arguments.integer(2);
    Expression length =
        arguments.size() > 3 ? arguments.integer(3) : toInteger(ScalarFunction.LENGTH, by);
    Expression before =
        TypedExpressions.arithmetic(ArithmeticOperator.SUBTRACT, start, Arguments.constant(1));
    Expression behind = TypedExpressions.arithmetic(ArithmeticOperator.ADD, start, length);
    return toText(
        ScalarFunction.CONCAT,
        toText(ScalarFunction.SUBSTRING, text, Arguments.constant(1), before),
        by,
        toText(ScalarFunction.SUBSTRING, text, behind));
  }

  private static Expression trim(ScalarFunction function, Arguments arguments) {
    Expression characters = arguments.size() > 1 ? arguments.text(1) : Arguments.constant(" ");
    return toText(function, arguments.text(0), characters);
  }

  private static Expression pad(ScalarFunction function, Arguments arguments) {
    Expression fill = arguments.size() > 2 ? arguments.text(2) : Arguments.constant(" ");
    return toText(function, arguments.text(0), arguments.integer(1), fill);
  }

  /** As SUBSTRING, but a start below zero counts from the end. */
  private static Expression substr(Arguments arguments) {
    Expression text = arguments.text(0);
    Expression start = arguments.integer(1);
    Long constant = arguments.constantInteger(1);
    if (constant == null || constant < 0) {
      Expression fromEnd =
          TypedExpressions.arithmetic(
              ArithmeticOperator.ADD,
              TypedExpressions.arithmetic(
                  ArithmeticOperator.ADD, toInteger(ScalarFunction.LENGTH, text), start),
              Arguments.constant(1));
      Expression below =
          TypedExpressions.comparison(ComparisonOperator.LESS, start, Arguments.constant(0));
      start = TypedExpressions.caseWhen(List.of(below), List.of(fromEnd), start);
    }
    return arguments.size() > 2
        ? toText(ScalarFunction.SUBSTRING, text, start, arguments.integer(2))
        : toText(ScalarFunction.SUBSTRING, text, start);
  }

  /** A constant part is a pattern, for which there are fast paths. */
  private static Expression search(Arguments arguments, String before, String after) {
    Expression text = arguments.text(0);
    Expression part = arguments.text(1);
    if (part instanceof Literal literal && literal.value() instanceof String constant) {
      StringBuilder pattern = new StringBuilder(before);
      constant
          .codePoints()
          .forEach(
              c -> {
                if (c == '%' || c == '_' || c == ESCAPE) {
                  pattern.append(ESCAPE);
                }
                pattern.appendCodePoint(c);
              });
      return new Expression.Like(text, pattern + after, ESCAPE);
    }
    ScalarFunction function =
        before.isEmpty()
            ? ScalarFunction.STARTS_WITH
            : after.isEmpty() ? ScalarFunction.ENDS_WITH : ScalarFunction.CONTAINS;
    return Arguments.strict(function, DataType.BOOLEAN, text, part);
  }

  /** Leaves out nulls. */
  private static Expression concat(Arguments arguments) {
    List<Expression> parts = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      Expression part = arguments.asText(i);
      parts.add(
          part.nullable()
              ? TypedFunctions.call(ScalarFunction.COALESCE, List.of(part, Arguments.constant("")))
              : part);
    }
    return parts.size() == 1
        ? parts.getFirst()
        : Arguments.strict(ScalarFunction.CONCAT, DataType.UTF8, parts);
  }

  private static Expression concatSeparated(Arguments arguments) {
    List<Expression> parts = new ArrayList<>();
    parts.add(arguments.text(0));
    for (int i = 1; i < arguments.size(); i++) {
      parts.add(arguments.asText(i));
    }
    return new Expression.FunctionCall(
        ScalarFunction.CONCAT_WS, parts, DataType.UTF8, parts.getFirst().nullable());
  }
}
