package io.scheelite.sql.logical;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import java.util.List;

/**
 * A plan with the labels and the order of the columns its user sees.
 *
 * @param outputs may name one column twice
 * @param shared plans that several places of the plan, or of later ones of these, read
 */
public record LogicalQuery(LogicalPlan plan, List<Output> outputs, List<SharedPlan> shared) {
  /** Copies the lists. */
  public LogicalQuery {
    outputs = List.copyOf(outputs);
    shared = List.copyOf(shared);
  }

  /** A query that shares nothing. */
  public LogicalQuery(LogicalPlan plan, List<Output> outputs) {
    this(plan, outputs, List.of());
  }

  /** What every {@link LogicalPlan.Shared} of this number reads. */
  public record SharedPlan(int id, LogicalPlan plan) {}

  /** The columns that its user sees. */
  public Schema schema() {
    return new Schema(
        outputs.stream()
            .map(
                output ->
                    new Field(output.label(), output.column().type(), output.column().nullable()))
            .toList());
  }

  /** A visible column. */
  public record Output(String label, PlanColumn column) {}

  /** All columns of a plan under their own names. */
  public static LogicalQuery of(LogicalPlan plan) {
    return new LogicalQuery(
        plan, plan.columns().stream().map(column -> new Output(column.name(), column)).toList());
  }
}
