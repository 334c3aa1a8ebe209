package io.scheelite.sql.calcite;

import static io.scheelite.sql.calcite.CompositeAggregates.arithmetic;
import static io.scheelite.sql.calcite.CompositeAggregates.caseWhen;
import static io.scheelite.sql.calcite.CompositeAggregates.equal;
import static io.scheelite.sql.calcite.CompositeAggregates.not;
import static io.scheelite.sql.calcite.CompositeAggregates.nothing;
import static io.scheelite.sql.calcite.CompositeAggregates.real;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.logical.PlanColumn;
import java.util.Locale;

/**
 * Covariances and regressions, of the rows in which both values are there. Products are summed of
 * what the values are apart from their means, so that nothing large is subtracted from each other;
 * what rounding left of the means is taken out in the end (Chan, Golub, LeVeque, Algorithms for
 * Computing the Sample Variance, 1983: the corrected two-pass algorithm).
 */
final class PairAggregates {
  private static final Literal ZERO = new Literal(0.0, DataType.FLOAT64);
  private static final Literal ONE = new Literal(1.0, DataType.FLOAT64);

  private final CompositeAggregates parts;
  private final PlanColumn y;
  private final PlanColumn x;

  PairAggregates(CompositeAggregates parts, Expression second, Expression first) {
    this.parts = parts;
    this.y = parts.column(ifThere(real(second), first));
    this.x = parts.column(ifThere(real(first), second));
  }

  private static Expression ifThere(Expression value, Expression other) {
    return caseWhen(not(new Expression.IsNull(other)), value, nothing(value.type()));
  }

  /** What an aggregate of that name makes of the groups' simpler ones. */
  Expression result(String name) {
    return switch (name) {
      case "REGR_COUNT" -> aggregate(AggregateFunction.COUNT, x);
      case "REGR_AVGX" -> aggregate(AggregateFunction.AVG, x);
      case "REGR_AVGY" -> aggregate(AggregateFunction.AVG, y);
      case "REGR_SXX" -> times(variance(x), count());
      case "REGR_SYY" -> times(variance(y), count());
      case "REGR_SXY" -> products();
      case "COVAR_POP" -> ratio(products(), count());
      case "COVAR_SAMP" -> ratio(products(), minus(count(), ONE));
      case "CORR" ->
          ratio(
              ratio(products(), count()),
              times(
                  aggregate(AggregateFunction.STDDEV_POP, x),
                  aggregate(AggregateFunction.STDDEV_POP, y)));
      case "REGR_SLOPE" -> slope();
      case "REGR_INTERCEPT" ->
          minus(
              aggregate(AggregateFunction.AVG, y),
              times(slope(), aggregate(AggregateFunction.AVG, x)));
      case "REGR_R2" -> determination();
      default -> throw SqlException.unsupported("aggregate " + name.toLowerCase(Locale.ROOT));
    };
  }

  /** The sum of the products of the distances from both means; null of no rows. */
  private Expression products() {
    Expression fromX = minus(x, parts.mean(x));
    Expression fromY = minus(y, parts.mean(y));
    Expression sum = aggregate(AggregateFunction.SUM, times(fromX, fromY));
    Expression left =
        times(
            aggregate(AggregateFunction.SUM, fromX),
            ratio(aggregate(AggregateFunction.SUM, fromY), count()));
    return minus(sum, left);
  }

  private Expression slope() {
    return ratio(ratio(products(), count()), variance(x));
  }

  private Expression determination() {
    Expression both = ratio(products(), count());
    Expression share = ratio(times(both, both), times(variance(x), variance(y)));
    Expression constantY = caseWhen(equal(variance(y), ZERO), ONE, share);
    return caseWhen(equal(variance(x), ZERO), nothing(DataType.FLOAT64), constantY);
  }

  private Expression count() {
    return real(aggregate(AggregateFunction.COUNT, x));
  }

  private Expression variance(PlanColumn values) {
    return aggregate(AggregateFunction.VAR_POP, values);
  }

  private PlanColumn aggregate(AggregateFunction function, Expression argument) {
    return parts.aggregate(function, argument);
  }

  private static Expression minus(Expression left, Expression right) {
    return arithmetic(ArithmeticOperator.SUBTRACT, left, right);
  }

  private static Expression times(Expression left, Expression right) {
    return arithmetic(ArithmeticOperator.MULTIPLY, left, right);
  }

  /** Null where there is nothing to divide by. */
  private static Expression ratio(Expression dividend, Expression divisor) {
    return arithmetic(
        ArithmeticOperator.DIVIDE,
        dividend,
        caseWhen(equal(divisor, ZERO), nothing(DataType.FLOAT64), divisor));
  }
}
