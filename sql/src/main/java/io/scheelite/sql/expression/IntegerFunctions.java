package io.scheelite.sql.expression;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.ScalarFunction;
import java.util.List;
import java.util.Objects;

/** Functions of whole numbers and their digits, and what one asks of doubles. */
final class IntegerFunctions {
  private IntegerFunctions() {}

  static void register(NamedFunction.Registry registry) {
    bits(registry, "xor bitxor", ScalarFunction.BITS_XOR);
    bits(registry, "& bitand", ScalarFunction.BITS_AND);
    bits(registry, "| bitor", ScalarFunction.BITS_OR);
    bits(registry, "<< shiftleft", ScalarFunction.SHIFT_LEFT);
    registry.add(">> shiftright", 2, 2, IntegerFunctions::shiftRight);
    registry.add("~ bitnot", 1, 1, IntegerFunctions::complement);
    binary(registry, "gcd greatest_common_divisor", ScalarFunction.GCD);
    binary(registry, "lcm least_common_multiple", ScalarFunction.LCM);
    registry.add("bit_count", 1, 1, IntegerFunctions::bitCount);
    registry.add("factorial", 1, 1, a -> toInteger(ScalarFunction.FACTORIAL, a.integer(0)));
    registry.add(
        "div",
        2,
        2,
        a -> TypedExpressions.arithmetic(ArithmeticOperator.DIVIDE, a.integer(0), a.integer(1)));
    registry.add("hex to_hex", 1, 1, IntegerFunctions::hex);
    registry.add("bin to_binary", 1, 1, a -> toText(ScalarFunction.BINARY, a.integer(0)));
    registry.add("chr char", 1, 1, a -> toText(ScalarFunction.CHR, a.integer(0)));
    registry.add("isnan", 1, 1, a -> same(a.real(0), Double.NaN));
    registry.add("isinf", 1, 1, a -> isTime(a) ? truth(a, false) : isInfinite(a.real(0)));
    registry.add("isfinite", 1, 1, IntegerFunctions::isFinite);
  }

  private static void binary(
      NamedFunction.Registry registry, String names, ScalarFunction function) {
    registry.add(names, 2, 2, a -> toInteger(function, a.integer(0), a.integer(1)));
  }

  /** In the type of both operands, which those of shifts left may not fit. */
  private static void bits(NamedFunction.Registry registry, String names, ScalarFunction function) {
    registry.add(
        names,
        2,
        2,
        a -> TypedExpressions.cast(toInteger(function, a.integer(0), a.integer(1)), commonType(a)));
  }

  /** A constant takes the other operand's type where it fits. */
  private static DataType commonType(Arguments arguments) {
    Expression left = arguments.get(0);
    Expression right = arguments.get(1);
    if (arguments.isNull(0) || Literals.convertsExactly(right, left.type())) {
      return arguments.isNull(0) && arguments.isNull(1) ? DataType.INT64 : notNull(left, right);
    }
    return Literals.convertsExactly(left, right.type())
        ? right.type()
        : Objects.requireNonNull(TypedExpressions.commonType(left.type(), right.type()));
  }

  private static DataType notNull(Expression left, Expression right) {
    return left.type() instanceof DataType.Null ? right.type() : left.type();
  }

  /** Nothing is left of a number that is shifted by more digits than its type has. */
  private static Expression shiftRight(Arguments arguments) {
    Expression number = arguments.integer(0);
    Expression distance = arguments.integer(1);
    DataType type = commonType(arguments);
    Expression tooFar =
        TypedExpressions.comparison(
            ComparisonOperator.GREATER_OR_EQUAL, distance, Arguments.constant(numBits(type)));
    Expression within =
        TypedExpressions.caseWhen(
            List.of(tooFar), List.of(Arguments.constant(Long.SIZE)), distance);
    return TypedExpressions.cast(toInteger(ScalarFunction.SHIFT_RIGHT, number, within), type);
  }

  private static long numBits(DataType type) {
    return switch (type) {
      case DataType.Int8 _ -> Byte.SIZE;
      case DataType.Int16 _ -> Short.SIZE;
      case DataType.Int32 _ -> Integer.SIZE;
      default -> Long.SIZE;
    };
  }

  private static Expression complement(Arguments arguments) {
    Expression digits =
        toInteger(ScalarFunction.BITS_XOR, arguments.integer(0), Arguments.constant(-1));
    return arguments.isNull(0) ? digits : TypedExpressions.cast(digits, arguments.type(0));
  }

  private static Expression toInteger(ScalarFunction function, Expression... arguments) {
    return Arguments.strict(function, DataType.INT64, arguments);
  }

  private static Expression toText(ScalarFunction function, Expression argument) {
    return Arguments.strict(function, DataType.UTF8, argument);
  }

  /** Of as many bits as the type has. */
  private static Expression bitCount(Arguments arguments) {
    long bits =
        switch (arguments.type(0)) {
          case DataType.Int8 _ -> 0xffL;
          case DataType.Int16 _ -> 0xffffL;
          case DataType.Int32 _ -> 0xffff_ffffL;
          default -> -1;
        };
    return toInteger(
        ScalarFunction.BIT_COUNT,
        toInteger(ScalarFunction.BITS_AND, arguments.integer(0), Arguments.constant(bits)));
  }

  private static Expression hex(Arguments arguments) {
    return arguments.type(0) instanceof DataType.Utf8
        ? toText(ScalarFunction.HEX_TEXT, arguments.text(0))
        : toText(ScalarFunction.HEX, arguments.integer(0));
  }

  private static Expression same(Expression operand, double value) {
    return TypedExpressions.comparison(
        ComparisonOperator.EQUAL, operand, new Literal(value, DataType.FLOAT64));
  }

  private static Expression isInfinite(Expression operand) {
    return ConstantFolder.foldNode(
        new Expression.Or(
            List.of(
                same(operand, Double.POSITIVE_INFINITY), same(operand, Double.NEGATIVE_INFINITY))));
  }

  /** There are no infinite dates. */
  private static boolean isTime(Arguments arguments) {
    return arguments.type(0) instanceof DataType.Date
        || arguments.type(0) instanceof DataType.Timestamp;
  }

  /** A truth value, or null if the argument is. */
  private static Expression truth(Arguments arguments, boolean value) {
    Expression there =
        ConstantFolder.foldNode(new Expression.Not(new Expression.IsNull(arguments.get(0))));
    return TypedExpressions.caseWhen(
        List.of(there),
        List.of(new Literal(value, DataType.BOOLEAN)),
        new Literal(null, DataType.BOOLEAN));
  }

  private static Expression isFinite(Arguments arguments) {
    if (isTime(arguments)) {
      return truth(arguments, true);
    }
    Expression operand = arguments.real(0);
    Expression not =
        ConstantFolder.foldNode(
            new Expression.Or(List.of(same(operand, Double.NaN), isInfinite(operand))));
    return ConstantFolder.foldNode(new Expression.Not(not));
  }
}
