package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.DataType.Decimal;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.ScalarFunction;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Functions that are but another way to write other expressions. */
final class FunctionRewrites {
  private FunctionRewrites() {}

  /** {@code CASE WHEN a IS NOT NULL THEN a … ELSE last END}. */
  static Expression coalesce(Expression.FunctionCall call) {
    List<Expression> arguments = call.arguments();
    Expression last = arguments.getLast();
    if (arguments.size() == 1) {
      return last;
    }
    List<Expression> results = arguments.subList(0, arguments.size() - 1);
    List<Expression> conditions = new ArrayList<>();
    for (Expression result : results) {
      conditions.add(new Expression.Not(new Expression.IsNull(result)));
    }
    return new Expression.CaseWhen(conditions, results, last, call.type());
  }

  /** {@code CASE WHEN a = b THEN NULL ELSE a END}. */
  static Expression nullIf(Expression.FunctionCall call) {
    Expression value = call.arguments().getFirst();
    Expression other = call.arguments().getLast();
    return new Expression.CaseWhen(
        List.of(new Expression.Comparison(ComparisonOperator.EQUAL, value, other)),
        List.of(new Literal(null, call.type())),
        value,
        call.type());
  }

  /** {@code 0 - a}; for floating point {@code a * -1}, which keeps the sign of zero right. */
  static Expression negate(Expression operand) {
    DataType type = operand.type();
    return ExpressionTraits.isFloat(type)
        ? new Expression.Arithmetic(
            ArithmeticOperator.MULTIPLY, operand, new Literal(-1.0, type), type)
        : new Expression.Arithmetic(ArithmeticOperator.SUBTRACT, zero(type), operand, type);
  }

  /** {@code CASE WHEN a < 0 THEN -a ELSE a END}, for integers and decimals. */
  static Expression absolute(Expression operand) {
    DataType type = operand.type();
    return new Expression.CaseWhen(
        List.of(new Expression.Comparison(ComparisonOperator.LESS, operand, zero(type))),
        List.of(negate(operand)),
        operand,
        type);
  }

  /** {@code CASE WHEN a > 0 THEN 1 WHEN a < 0 THEN -1 WHEN a = a THEN 0 END}. */
  static Expression sign(Expression operand) {
    Literal zero = zero(operand.type());
    return new Expression.CaseWhen(
        List.of(
            new Expression.Comparison(ComparisonOperator.GREATER, operand, zero),
            new Expression.Comparison(ComparisonOperator.LESS, operand, zero),
            new Expression.Comparison(ComparisonOperator.EQUAL, operand, zero)),
        List.of(
            new Literal(1L, DataType.INT8),
            new Literal(-1L, DataType.INT8),
            new Literal(0L, DataType.INT8)),
        new Literal(null, DataType.INT8),
        DataType.INT8);
  }

  /** The day before the next month's first. */
  static Expression lastDay(Expression date) {
    Expression dayOfMonth =
        new Expression.FunctionCall(
            ScalarFunction.DAY, List.of(date), DataType.INT64, date.nullable());
    Expression next =
        shifted(
            ScalarFunction.ADD_MONTHS,
            shifted(
                ScalarFunction.ADD_DAYS,
                date,
                new Expression.Arithmetic(
                    ArithmeticOperator.SUBTRACT,
                    new Literal(1L, DataType.INT64),
                    dayOfMonth,
                    DataType.INT64)),
            new Literal(1L, DataType.INT64));
    return shifted(ScalarFunction.ADD_DAYS, next, new Literal(-1L, DataType.INT64));
  }

  private static Expression shifted(ScalarFunction function, Expression date, Expression amount) {
    return new Expression.FunctionCall(
        function, List.of(date, amount), DataType.DATE, date.nullable());
  }

  private static Literal zero(DataType type) {
    if (ExpressionTraits.isFloat(type)) {
      return new Literal(0.0, type);
    }
    return new Literal(type instanceof Decimal ? (Object) BigInteger.ZERO : (Object) 0L, type);
  }
}
