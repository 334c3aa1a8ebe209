package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.expression.SameValue;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.LogicalPlan.Limit;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Joins whose right side may read columns of the left side, as if it were computed anew for each
 * left row. Two ways lead to a right side that is a plan of its own:
 *
 * <ul>
 *   <li>where only filters read the left side, they become part of the join's condition;
 *   <li>else the right side is computed for each combination of values it reads that occurs on the
 *       left ({@link DomainPushdown}), and the join looks for the left row's combination.
 * </ul>
 */
final class DependentJoins {
  private final ColumnFactory columns;
  private final @Nullable LogicalPlan rows;

  /**
   * @param rows what all left sides are made of by joins that keep every row, so that it has their
   *     combinations of values, in a smaller plan; null if they have nothing in common
   */
  DependentJoins(ColumnFactory columns, @Nullable LogicalPlan rows) {
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * The join.
   *
   * @param mark as in {@link Join}
   */
  Join join(
      LogicalPlan left,
      LogicalPlan right,
      JoinKind kind,
      List<Expression> condition,
      @Nullable PlanColumn mark) {
    Set<PlanColumn> read = readOf(left, right);
    if (read.isEmpty()) {
      boolean onlyExistence = kind != JoinKind.INNER && (kind.filters() || kind.marks());
      LogicalPlan needed = onlyExistence && condition.isEmpty() ? new Limit(right, 1, 0) : right;
      return new Join(left, needed, kind, condition, mark);
    }
    Decorrelation.Result split = Decorrelation.split(right);
    if (split != null && readOf(left, split.plan()).isEmpty()) {
      List<Expression> all = new ArrayList<>(condition);
      all.addAll(split.conjuncts());
      return new Join(left, split.plan(), kind, all, mark);
    }
    LogicalPlan source = rows != null && rows.columns().containsAll(read) ? rows : left;
    DomainPushdown domain = new DomainPushdown(source, List.copyOf(read), columns);
    DomainPushdown.Pushed pushed = domain.push(right);
    List<Expression> all = new ArrayList<>(condition);
    for (PlanColumn column : read) {
      PlanColumn own = left.columns().get(left.columns().indexOf(column));
      all.add(SameValue.of(own, pushed.value(column)));
    }
    return new Join(left, pushed.plan(), kind, all, mark);
  }

  private static Set<PlanColumn> readOf(LogicalPlan left, LogicalPlan right) {
    Set<PlanColumn> read = PlanTrees.outerColumns(right);
    read.retainAll(Set.copyOf(left.columns()));
    return read;
  }
}
