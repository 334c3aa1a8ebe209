package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.DataType.Decimal;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
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

  private static Literal zero(DataType type) {
    return new Literal(type instanceof Decimal ? (Object) BigInteger.ZERO : (Object) 0L, type);
  }
}
