package io.scheelite.sql.physical;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.estimate.Estimate;
import io.scheelite.sql.estimate.Estimator;
import java.util.Comparator;
import java.util.List;

/**
 * Orders the conjuncts of a scan: what is cheap and drops much comes first. A conjunct that may
 * fail on some row stays behind all others, in the order it was written, since those may guard it.
 */
final class FilterOrder {
  private enum Cost {
    FIXED_WIDTH,
    TEXT_EQUALITY,
    TEXT_PATTERN,
    MAY_FAIL
  }

  private FilterOrder() {}

  static List<Expression> sort(List<Expression> conjuncts, Estimate unfiltered) {
    if (conjuncts.size() < 2) {
      return conjuncts;
    }
    Comparator<Expression> byCost = Comparator.comparing(FilterOrder::cost);
    return conjuncts.stream()
        .sorted(
            byCost.thenComparingDouble(
                conjunct ->
                    cost(conjunct) == Cost.MAY_FAIL
                        ? 1
                        : Estimator.selectivity(conjunct, unfiltered)))
        .toList();
  }

  private static Cost cost(Expression node) {
    Cost own =
        switch (node) {
          case Expression.Arithmetic _, Expression.Cast _, Expression.FunctionCall _ ->
              Cost.MAY_FAIL;
          case Expression.CaseWhen _ -> Cost.MAY_FAIL;
          case Expression.Like _ -> Cost.TEXT_PATTERN;
          case Expression.Comparison comparison ->
              comparison.left().type() instanceof DataType.Utf8
                  ? Cost.TEXT_EQUALITY
                  : Cost.FIXED_WIDTH;
          case Expression.InList in ->
              in.operand().type() instanceof DataType.Utf8 ? Cost.TEXT_EQUALITY : Cost.FIXED_WIDTH;
          case Expression.ColumnRef _,
              Expression.Literal _,
              Expression.And _,
              Expression.Or _,
              Expression.Not _,
              Expression.IsNull _,
              Expression.PlannerExpression _ ->
              Cost.FIXED_WIDTH;
        };
    for (Expression child : node.children()) {
      Cost inner = cost(child);
      own = inner.compareTo(own) > 0 ? inner : own;
    }
    return own;
  }
}
