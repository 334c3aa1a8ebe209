package io.scheelite.sql.optimizer;

import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Limit;
import io.scheelite.sql.logical.LogicalPlan.Project;
import io.scheelite.sql.logical.LogicalPlan.Sort;

/** Leaves out what does not matter to whether a query has a row. */
final class ExistingRows {
  private ExistingRows() {}

  /** A plan that has a row exactly where the given one has. */
  static LogicalPlan of(LogicalPlan plan) {
    return switch (plan) {
      case Project project -> of(project.input());
      case Sort sort -> of(sort.input());
      case LogicalPlan.Window window -> of(window.input());
      case Limit limit when limit.limit() > 0 && limit.offset() == 0 -> of(limit.input());
      case Limit _,
          LogicalPlan.Scan _,
          LogicalPlan.Values _,
          LogicalPlan.Shared _,
          LogicalPlan.Filter _,
          LogicalPlan.Join _,
          LogicalPlan.Aggregate _,
          LogicalPlan.UnionAll _,
          LogicalPlan.Expand _,
          LogicalPlan.SingleRow _ ->
          plan;
    };
  }
}
