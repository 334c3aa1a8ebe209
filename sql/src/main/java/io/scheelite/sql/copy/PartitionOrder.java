package io.scheelite.sql.copy;

import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.PlanColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Orders rows by the columns that name folders; a folder's rows keep the order of the query. */
public final class PartitionOrder {
  private PartitionOrder() {}

  /** Whether rows of a plan have an order that somebody asked for. */
  public static boolean isOrdered(LogicalPlan plan) {
    return switch (plan) {
      case LogicalPlan.Sort _ -> true;
      case LogicalPlan.Limit limit -> isOrdered(limit.input());
      case LogicalPlan.Project project -> isOrdered(project.input());
      case LogicalPlan.Filter filter -> isOrdered(filter.input());
      default -> false;
    };
  }

  /** The same rows in that order. */
  public static LogicalQuery of(LogicalQuery query, List<Integer> partitionColumns) {
    LogicalPlan plan = query.plan();
    List<LogicalPlan.Ordering> orderings = new ArrayList<>();
    for (int column : partitionColumns) {
      orderings.add(new LogicalPlan.Ordering(query.outputs().get(column).column(), true, false));
    }
    Set<PlanColumn> ordered = new HashSet<>();
    orderings.forEach(ordering -> ordered.add(ordering.column()));
    LogicalPlan below = plan instanceof LogicalPlan.Limit limit ? limit.input() : plan;
    if (below instanceof LogicalPlan.Sort sort) {
      for (LogicalPlan.Ordering ordering : sort.orderings()) {
        if (ordered.add(ordering.column())) {
          orderings.add(ordering);
        }
      }
      plan = plan == sort ? sort.input() : plan;
    }
    return new LogicalQuery(new LogicalPlan.Sort(plan, orderings), query.outputs(), query.shared());
  }
}
