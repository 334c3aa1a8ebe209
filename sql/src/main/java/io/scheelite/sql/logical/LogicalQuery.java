package io.scheelite.sql.logical;

import java.util.List;

/**
 * A plan with the labels and the order of the columns its user sees.
 *
 * @param outputs may name one column twice
 */
public record LogicalQuery(LogicalPlan plan, List<Output> outputs) {
  /** Copies the list. */
  public LogicalQuery {
    outputs = List.copyOf(outputs);
  }

  /** A visible column. */
  public record Output(String label, PlanColumn column) {}

  /** All columns of a plan under their own names. */
  public static LogicalQuery of(LogicalPlan plan) {
    return new LogicalQuery(
        plan, plan.columns().stream().map(column -> new Output(column.name(), column)).toList());
  }
}
