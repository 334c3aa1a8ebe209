package io.scheelite.sql.expression;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.DataType.Decimal;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.sql.SqlException;
import java.util.List;

/** Functions of numbers, and choices among values of any type. */
final class NumberFunctions {
  private static final int MANY = 1000;
  private static final double DEGREES_PER_RADIAN = 180 / Math.PI;

  private NumberFunctions() {}

  static void register(NamedFunction.Registry registry) {
    unary(registry, "sqrt", ScalarFunction.SQRT);
    unary(registry, "cbrt", ScalarFunction.CBRT);
    unary(registry, "exp", ScalarFunction.EXP);
    unary(registry, "ln", ScalarFunction.LN);
    unary(registry, "log2", ScalarFunction.LOG2);
    unary(registry, "log10", ScalarFunction.LOG10);
    unary(registry, "sin", ScalarFunction.SIN);
    unary(registry, "cos", ScalarFunction.COS);
    unary(registry, "tan", ScalarFunction.TAN);
    unary(registry, "asin", ScalarFunction.ASIN);
    unary(registry, "acos", ScalarFunction.ACOS);
    unary(registry, "atan", ScalarFunction.ATAN);
    unary(registry, "sinh", ScalarFunction.SINH);
    unary(registry, "cosh", ScalarFunction.COSH);
    unary(registry, "tanh", ScalarFunction.TANH);
    unary(registry, "asinh", ScalarFunction.ASINH);
    unary(registry, "acosh", ScalarFunction.ACOSH);
    unary(registry, "atanh", ScalarFunction.ATANH);
    binary(registry, "fmod", ScalarFunction.FLOOR_REST);
    registry.add("nextafter", 2, 2, NumberFunctions::neighbour);
    registry.add("cot", 1, 1, NumberFunctions::cotangent);
    registry.add("even", 1, 1, NumberFunctions::even);
    binary(registry, "power pow ^", ScalarFunction.POWER);
    binary(registry, "atan2", ScalarFunction.ATAN2);
    registry.add("log", 1, 2, NumberFunctions::logarithm);
    registry.add("pi", 0, 0, a -> real(Math.PI));
    registry.add("degrees", 1, 1, a -> times(a.real(0), DEGREES_PER_RADIAN));
    registry.add("radians", 1, 1, a -> times(a.real(0), 1 / DEGREES_PER_RADIAN));
    registry.add("abs", 1, 1, a -> same(ScalarFunction.ABS, a));
    registry.add(
        "sign", 1, 1, a -> Arguments.strict(ScalarFunction.SIGN, DataType.INT8, a.number(0)));
    registry.add(
        "mod",
        2,
        2,
        a -> TypedExpressions.arithmetic(ArithmeticOperator.MODULO, a.number(0), a.number(1)));
    registry.add(
        "// divide",
        2,
        2,
        a -> TypedExpressions.arithmetic(ArithmeticOperator.DIVIDE, a.number(0), a.number(1)));
    registry.add("round", 1, 2, a -> toDigits(ScalarFunction.ROUND, a));
    registry.add("trunc truncate", 1, 2, a -> toDigits(ScalarFunction.TRUNCATE, a));
    registry.add("floor", 1, 1, a -> toWhole(ScalarFunction.FLOOR, a));
    registry.add("ceil ceiling", 1, 1, a -> toWhole(ScalarFunction.CEILING, a));
    registry.add("greatest", 1, MANY, a -> extreme(ScalarFunction.GREATEST, a));
    registry.add("least", 1, MANY, a -> extreme(ScalarFunction.LEAST, a));
    registry.add("ifnull nvl", 2, 2, a -> TypedFunctions.call(ScalarFunction.COALESCE, a.all()));
    registry.add(
        "if iff iif",
        3,
        3,
        a -> TypedExpressions.caseWhen(List.of(a.condition(0)), List.of(a.get(1)), a.get(2)));
    registry.add("*condition*", 1, 1, a -> a.condition(0));
    registry.add("nvl2", 3, 3, NumberFunctions::byPresence);
  }

  private static void unary(NamedFunction.Registry registry, String name, ScalarFunction function) {
    registry.add(name, 1, 1, a -> Arguments.strict(function, DataType.FLOAT64, a.real(0)));
  }

  private static void binary(
      NamedFunction.Registry registry, String names, ScalarFunction function) {
    registry.add(
        names, 2, 2, a -> Arguments.strict(function, DataType.FLOAT64, a.real(0), a.real(1)));
  }

  private static Literal real(double value) {
    return new Literal(value, DataType.FLOAT64);
  }

  private static Expression times(Expression operand, double factor) {
    return TypedExpressions.arithmetic(ArithmeticOperator.MULTIPLY, operand, real(factor));
  }

  private static Expression cotangent(Arguments arguments) {
    Expression angle = arguments.real(0);
    return TypedExpressions.arithmetic(
        ArithmeticOperator.DIVIDE,
        real(1),
        Arguments.strict(ScalarFunction.TAN, DataType.FLOAT64, angle));
  }

  /** The next even number, away from zero. */
  private static Expression even(Arguments arguments) {
    Expression number = arguments.real(0);
    Expression half =
        Arguments.strict(
            ScalarFunction.CEILING,
            DataType.FLOAT64,
            times(Arguments.strict(ScalarFunction.ABS, DataType.FLOAT64, number), 1.0 / 2));
    Expression sign =
        TypedExpressions.cast(
            Arguments.strict(ScalarFunction.SIGN, DataType.INT8, number), DataType.FLOAT64);
    return TypedExpressions.arithmetic(ArithmeticOperator.MULTIPLY, times(half, 2), sign);
  }

  /** To base ten, or to the base that comes first. */
  private static Expression logarithm(Arguments arguments) {
    if (arguments.size() == 1) {
      return Arguments.strict(ScalarFunction.LOG10, DataType.FLOAT64, arguments.real(0));
    }
    Expression base = Arguments.strict(ScalarFunction.LN, DataType.FLOAT64, arguments.real(0));
    Expression value = Arguments.strict(ScalarFunction.LN, DataType.FLOAT64, arguments.real(1));
    return TypedExpressions.arithmetic(ArithmeticOperator.DIVIDE, value, base);
  }

  /** Those of REAL are further away. */
  private static Expression neighbour(Arguments arguments) {
    for (int i = 0; i < 2; i++) {
      if (arguments.type(i) instanceof DataType.Float32) {
        throw SqlException.unsupported("nextafter of REAL");
      }
    }
    return Arguments.strict(
        ScalarFunction.NEXT_AFTER, DataType.FLOAT64, arguments.real(0), arguments.real(1));
  }

  private static Expression same(ScalarFunction function, Arguments arguments) {
    Expression operand = arguments.number(0);
    return Arguments.strict(function, operand.type(), operand);
  }

  /** Decimals keep their digits before the point, and of the others those that are wanted. */
  private static Expression toDigits(ScalarFunction function, Arguments arguments) {
    Expression operand = arguments.number(0);
    Expression digits = arguments.size() > 1 ? arguments.integer(1) : Arguments.constant(0);
    Long constant = arguments.size() > 1 ? arguments.constantInteger(1) : Long.valueOf(0);
    if (NumericTypes.isFloat(operand.type()) || constant == null) {
      Expression real = TypedExpressions.cast(operand, DataType.FLOAT64);
      return Arguments.strict(function, DataType.FLOAT64, real, digits);
    }
    DataType type = operand.type();
    int scale = type instanceof Decimal decimal ? decimal.scale() : 0;
    if (constant >= scale) {
      return operand;
    }
    DataType result =
        type instanceof Decimal decimal
            ? new Decimal(decimal.precision(), (int) Math.max(0, constant))
            : type;
    return Arguments.strict(function, result, operand, digits);
  }

  private static Expression toWhole(ScalarFunction function, Arguments arguments) {
    Expression operand = arguments.number(0);
    if (NumericTypes.isFloat(operand.type())) {
      Expression real = TypedExpressions.cast(operand, DataType.FLOAT64);
      return Arguments.strict(function, DataType.FLOAT64, real);
    }
    return operand.type() instanceof Decimal decimal && decimal.scale() > 0
        ? Arguments.strict(function, new Decimal(decimal.precision(), 0), operand)
        : operand;
  }

  private static Expression extreme(ScalarFunction function, Arguments arguments) {
    DataType type = TypedExpressions.commonType(function.name(), arguments.all());
    List<Expression> typed =
        arguments.all().stream().map(value -> TypedExpressions.cast(value, type)).toList();
    boolean nullable = typed.stream().allMatch(Expression::nullable);
    return typed.size() == 1
        ? typed.getFirst()
        : new Expression.FunctionCall(function, typed, type, nullable);
  }

  private static Expression byPresence(Arguments arguments) {
    Expression absent = ConstantFolder.foldNode(new Expression.IsNull(arguments.get(0)));
    return TypedExpressions.caseWhen(List.of(absent), List.of(arguments.get(2)), arguments.get(1));
  }
}
