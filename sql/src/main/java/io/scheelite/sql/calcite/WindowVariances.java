package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.plan.WindowCall;
import io.scheelite.operators.plan.WindowCall.WindowFunction;
import io.scheelite.operators.plan.WindowFrame;
import io.scheelite.sql.calcite.WindowLayer.Order;
import io.scheelite.sql.expression.NamedFunction;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.PlanColumn;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlKind;

/**
 * Variances over windows, made of sums and counts. Sums of squares of values far from zero have
 * lost the digits that their differences need, so a first window finds the mean of the partition,
 * and what is summed is how far from it the values are.
 */
final class WindowVariances {
  private final WindowLayer first;
  private final WindowLayer second;

  WindowVariances(WindowLayer first, WindowLayer second) {
    this.first = first;
    this.second = second;
  }

  static boolean isVariance(SqlKind kind) {
    return switch (kind) {
      case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> true;
      default -> false;
    };
  }

  Expression of(SqlKind kind, Expression value, Order order, WindowFrame frame) {
    PlanColumn number = first.columnOf(TypedExpressions.cast(value, DataType.FLOAT64));
    PlanColumn mean =
        first.add(
            new Order(order.partitionKeys(), List.of()),
            call(WindowFunction.AVG, number, WindowFrame.WHOLE_PARTITION, DataType.FLOAT64));
    Expression distance = arithmetic(ArithmeticOperator.SUBTRACT, number, mean);
    PlanColumn summed = second.columnOf(distance);
    PlanColumn squared =
        second.columnOf(arithmetic(ArithmeticOperator.MULTIPLY, distance, distance));
    Expression sum = second.add(order, call(WindowFunction.SUM, summed, frame, DataType.FLOAT64));
    Expression squares =
        second.add(order, call(WindowFunction.SUM, squared, frame, DataType.FLOAT64));
    Expression count = second.add(order, call(WindowFunction.COUNT, summed, frame, DataType.INT64));
    boolean sample = kind == SqlKind.VAR_SAMP || kind == SqlKind.STDDEV_SAMP;
    Expression variance = variance(sum, squares, count, sample);
    return kind == SqlKind.STDDEV_POP || kind == SqlKind.STDDEV_SAMP
        ? Objects.requireNonNull(NamedFunction.find("sqrt")).call(List.of(variance))
        : variance;
  }

  /** Null of too few values; what rounding leaves below zero is zero. */
  private static Expression variance(
      Expression sum, Expression squares, Expression count, boolean sample) {
    Literal least = new Literal(sample ? 1L : 0L, DataType.INT64);
    Expression all = TypedExpressions.cast(count, DataType.FLOAT64);
    Expression parts =
        TypedExpressions.cast(
            arithmetic(ArithmeticOperator.SUBTRACT, count, least), DataType.FLOAT64);
    Expression product = arithmetic(ArithmeticOperator.MULTIPLY, sum, sum);
    Expression rest = arithmetic(ArithmeticOperator.DIVIDE, product, all);
    Expression about = arithmetic(ArithmeticOperator.SUBTRACT, squares, rest);
    Literal zero = new Literal(0.0, DataType.FLOAT64);
    return TypedExpressions.caseWhen(
        List.of(
            TypedExpressions.comparison(ComparisonOperator.LESS_OR_EQUAL, count, least),
            TypedExpressions.comparison(ComparisonOperator.LESS, about, zero)),
        List.of(new Literal(null, DataType.FLOAT64), zero),
        arithmetic(ArithmeticOperator.DIVIDE, about, parts));
  }

  private static Expression arithmetic(
      ArithmeticOperator operator, Expression left, Expression right) {
    return TypedExpressions.arithmetic(operator, left, right);
  }

  private static WindowCall call(
      WindowFunction function, Expression argument, WindowFrame frame, DataType type) {
    return new WindowCall(function, List.of(argument), null, false, frame, type, "");
  }
}
