package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.PlanColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries comparisons with constants from one side of a join to the other: where {@code a = b},
 * what holds for a holds for b.
 */
final class EqualColumns {
  private final List<Expression> condition;

  /** The conjuncts that pairs of rows must pass to match. */
  EqualColumns(List<Expression> condition) {
    this.condition = condition;
  }

  /**
   * What is known of the rows of one side says this about the columns of the other one.
   *
   * @param predicates what the rows pass besides the predicates within their plan
   */
  List<Expression> carry(LogicalPlan from, List<Expression> predicates, LogicalPlan to) {
    Set<PlanColumn> columns = new HashSet<>(to.columns());
    List<Expression> holding = new ArrayList<>(predicates);
    addHolding(from, holding);
    List<Expression> result = new ArrayList<>();
    for (Expression predicate : holding) {
      PlanColumn subject = subject(predicate);
      if (subject != null) {
        for (PlanColumn equal : equalTo(subject, columns)) {
          result.add(ExpressionTrees.substitute(predicate, Map.of(subject, equal)));
        }
      }
    }
    return result;
  }

  /** A column has the same values wherever it appears, and so has passed what lies below. */
  private static void addHolding(LogicalPlan node, List<Expression> target) {
    switch (node) {
      case LogicalPlan.Scan scan -> target.addAll(scan.filters());
      case LogicalPlan.Filter filter -> {
        target.addAll(filter.conjuncts());
        addHolding(filter.input(), target);
      }
      case LogicalPlan.Project _,
          LogicalPlan.Aggregate _,
          LogicalPlan.Sort _,
          LogicalPlan.Limit _,
          LogicalPlan.Window _ ->
          addHolding(node.inputs().getFirst(), target);
      case LogicalPlan.Join join -> {
        if (join.kind() != LogicalPlan.JoinKind.FULL) {
          addHolding(join.left(), target);
        }
        if (join.kind() == LogicalPlan.JoinKind.INNER) {
          addHolding(join.right(), target);
        }
      }
      case LogicalPlan.Values _,
          LogicalPlan.Shared _,
          LogicalPlan.Expand _,
          LogicalPlan.UnionAll _,
          LogicalPlan.SingleRow _ -> {
        // columns of their own, or rows of nulls
      }
    }
  }

  /** The column that a predicate compares with constants, or null. */
  private static @Nullable PlanColumn subject(Expression predicate) {
    return switch (predicate) {
      case Expression.InList in when in.operand() instanceof PlanColumn column -> column;
      case Expression.Comparison(_, PlanColumn column, Literal _) -> column;
      case Expression.Comparison(_, Literal _, PlanColumn column) -> column;
      default -> null;
    };
  }

  private List<PlanColumn> equalTo(PlanColumn column, Set<PlanColumn> wanted) {
    List<PlanColumn> result = new ArrayList<>();
    for (Expression conjunct : condition) {
      if (conjunct instanceof Expression.Comparison(var operator, PlanColumn left, PlanColumn right)
          && operator == ComparisonOperator.EQUAL
          && left.type().equals(right.type())) {
        PlanColumn equal = left.equals(column) ? right : right.equals(column) ? left : null;
        if (equal != null && wanted.contains(equal)) {
          result.add(equal);
        }
      }
    }
    return result;
  }
}
