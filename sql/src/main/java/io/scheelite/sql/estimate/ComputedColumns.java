package io.scheelite.sql.estimate;

import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.PlanColumn;
import java.util.HashSet;
import java.util.Set;

/**
 * What is expected of computed values: no more different ones than their operands have
 * combinations.
 */
final class ComputedColumns {
  private static final double DAYS_PER_YEAR = 365.25;
  private static final double MONTHS = 12;
  private static final double DAYS_PER_MONTH = 31;

  private ComputedColumns() {}

  static ColumnEstimate estimate(Expression expression, Estimate input) {
    return expression instanceof PlanColumn column
        ? input.column(column)
        : ColumnEstimate.unknown(numDistinct(expression, input), input.numRows());
  }

  private static double numDistinct(Expression expression, Estimate input) {
    return switch (expression) {
      case Expression.Literal _ -> 1;
      case Expression.Comparison _,
          Expression.And _,
          Expression.Or _,
          Expression.Not _,
          Expression.IsNull _,
          Expression.Like _,
          Expression.InList _ ->
          2;
      case Expression.CaseWhen caseWhen -> {
        double results = numDistinct(caseWhen.otherwise(), input);
        for (Expression result : caseWhen.results()) {
          results += numDistinct(result, input);
        }
        yield results;
      }
      case Expression.FunctionCall call -> ofCall(call, input);
      case PlanColumn column -> input.column(column).numDistinct();
      case Expression.ColumnRef _,
          Expression.Arithmetic _,
          Expression.Cast _,
          Expression.PlannerExpression _ ->
          combinations(expression, input);
    };
  }

  private static double ofCall(Expression.FunctionCall call, Estimate input) {
    double combinations = combinations(call, input);
    return switch (call.function()) {
      case YEAR -> Math.min(combinations, years(call.arguments().getFirst(), input));
      case MONTH -> Math.min(combinations, MONTHS);
      case DAY -> Math.min(combinations, DAYS_PER_MONTH);
      case SIGN -> Math.min(combinations, 3);
      case STARTS_WITH, ENDS_WITH, CONTAINS -> Math.min(combinations, 2);
      default -> combinations;
    };
  }

  private static double years(Expression argument, Estimate input) {
    if (argument instanceof PlanColumn column) {
      ColumnEstimate known = input.column(column);
      double years = (known.max() - known.min()) / DAYS_PER_YEAR;
      return Double.isNaN(years) ? Double.MAX_VALUE : Math.ceil(years) + 1;
    }
    return Double.MAX_VALUE;
  }

  private static double combinations(Expression expression, Estimate input) {
    Set<PlanColumn> read = new HashSet<>(ExpressionTrees.columns(expression));
    double product = 1;
    for (PlanColumn column : read) {
      product *= input.column(column).numDistinct();
    }
    return product;
  }
}
