package io.scheelite.sql.estimate;

import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Aggregate;
import io.scheelite.sql.logical.LogicalPlan.AggregateAssignment;
import io.scheelite.sql.logical.LogicalPlan.Filter;
import io.scheelite.sql.logical.PlanColumn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The share of groups that pass HAVING: counts and sums are taken for sums of as many evenly spread
 * values as a group has rows on average, that number itself varying as rare events do (a compound
 * Poisson distribution), and their tail for that of a logistic distribution.
 */
final class GroupSelectivity {
  /** Makes the logistic distribution function follow the normal one. */
  private static final double LOGISTIC_SCALE = 1.702;

  private final Aggregate aggregate;
  private final Estimate input;
  private final double rowsPerGroup;

  private GroupSelectivity(Aggregate aggregate, Estimate input, double numGroups) {
    this.aggregate = aggregate;
    this.input = input;
    this.rowsPerGroup = Math.max(1, input.numRows() / Math.max(1, numGroups));
  }

  /** What is expected of a filter right above an aggregate. */
  static Estimate filter(Filter filter, Aggregate aggregate, Estimator estimator) {
    Estimate groups = estimator.estimate(aggregate);
    GroupSelectivity having =
        new GroupSelectivity(aggregate, estimator.estimate(aggregate.input()), groups.numRows());
    double share = 1;
    List<Expression> others = new ArrayList<>();
    for (Expression conjunct : filter.conjuncts()) {
      double known = having.of(conjunct);
      if (Double.isNaN(known)) {
        others.add(conjunct);
      } else {
        share *= known;
      }
    }
    Estimate result = Estimator.filter(groups, others);
    return result.withRows(result.numRows() * share);
  }

  /** The aggregate at the top of a plan, or null. */
  static @Nullable Aggregate aggregateOf(LogicalPlan plan) {
    return plan instanceof Aggregate aggregate && !aggregate.keys().isEmpty() ? aggregate : null;
  }

  private double of(Expression conjunct) {
    if (!(conjunct instanceof Expression.Comparison comparison)) {
      return Double.NaN;
    }
    boolean columnFirst = comparison.right() instanceof Literal;
    Expression value = columnFirst ? comparison.left() : comparison.right();
    Expression bound = columnFirst ? comparison.right() : comparison.left();
    if (!(value instanceof PlanColumn column) || !(bound instanceof Literal literal)) {
      return Double.NaN;
    }
    ComparisonOperator operator =
        columnFirst ? comparison.operator() : comparison.operator().mirrored();
    double above = above(column, ColumnEstimate.position(literal));
    return switch (operator) {
      case GREATER, GREATER_OR_EQUAL -> above;
      case LESS, LESS_OR_EQUAL -> 1 - above;
      case EQUAL, NOT_EQUAL, IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM -> Double.NaN;
    };
  }

  /** The share of groups whose aggregate lies above a bound; NaN if nothing is known. */
  private double above(PlanColumn column, double bound) {
    for (AggregateAssignment call : aggregate.aggregates()) {
      if (call.column().equals(column) && call.filter() == null) {
        return switch (call.function()) {
          case COUNT, COUNT_STAR -> tail(1, 1, bound);
          case SUM ->
              call.argument() instanceof PlanColumn summed ? sumAbove(summed, bound) : Double.NaN;
          case MIN, MAX, AVG, VAR_SAMP, VAR_POP, STDDEV_SAMP, STDDEV_POP -> Double.NaN;
          case BIT_OR, BIT_XOR, PRODUCT -> Double.NaN;
        };
      }
    }
    return Double.NaN;
  }

  private double sumAbove(PlanColumn summed, double bound) {
    ColumnEstimate known = input.column(summed);
    double mean = (known.min() + known.max()) / 2;
    double width = known.max() - known.min();
    return tail(mean, width * width / 12 + mean * mean, bound);
  }

  /**
   * The tail of the sum of a group's values.
   *
   * @param mean of one value
   * @param square mean square of one value
   */
  private double tail(double mean, double square, double bound) {
    double deviation = Math.sqrt(rowsPerGroup * square);
    double distance = (bound - rowsPerGroup * mean) / Math.max(deviation, Double.MIN_NORMAL);
    return 1 / (1 + Math.exp(LOGISTIC_SCALE * distance));
  }
}
