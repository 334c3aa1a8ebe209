package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Aggregate;
import io.scheelite.sql.logical.LogicalPlan.AggregateAssignment;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Ordering;
import io.scheelite.sql.logical.LogicalPlan.Project;
import io.scheelite.sql.logical.LogicalPlan.Scan;
import io.scheelite.sql.logical.LogicalPlan.Sort;
import io.scheelite.sql.logical.LogicalPlan.UnionAll;
import io.scheelite.sql.logical.LogicalPlan.Values;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import io.scheelite.sql.logical.SubqueryExpression;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Copies a plan with fresh column identities, so that one plan may appear twice in another. */
public final class PlanColumns {
  private final ColumnFactory factory;
  private final Map<PlanColumn, PlanColumn> fresh = new HashMap<>();

  private PlanColumns(ColumnFactory factory) {
    this.factory = factory;
  }

  /**
   * The copy.
   *
   * @param columns old to new, for every column defined inside the plan
   */
  public record Copy(LogicalPlan plan, Map<PlanColumn, PlanColumn> columns) {}

  /** Copies a plan. */
  public static Copy copy(LogicalPlan plan, ColumnFactory factory) {
    PlanColumns copier = new PlanColumns(factory);
    LogicalPlan copied = copier.copy(plan);
    return new Copy(copied, copier.fresh);
  }

  private LogicalPlan copy(LogicalPlan node) {
    LogicalPlan renamed = PlanTrees.mapInputs(node, this::copy);
    return switch (renamed) {
      case Scan scan ->
          PlanTrees.mapExpressions(
              new Scan(
                  scan.table(),
                  scan.name(),
                  define(scan.columns()),
                  scan.sourceColumns(),
                  scan.filters()),
              this::rename);
      case Values values -> new Values(define(values.columns()), values.rows());
      case Project project ->
          new Project(
              project.input(), project.assignments().stream().map(this::renameAssignment).toList());
      case Aggregate aggregate ->
          new Aggregate(
              aggregate.input(),
              aggregate.keys().stream().map(this::known).toList(),
              aggregate.aggregates().stream().map(this::renameAggregate).toList());
      case Sort sort ->
          new Sort(
              sort.input(),
              sort.orderings().stream()
                  .map(o -> new Ordering(known(o.column()), o.ascending(), o.nullsFirst()))
                  .toList());
      case UnionAll union ->
          new UnionAll(
              union.inputs(),
              define(union.columns()),
              union.inputColumns().stream()
                  .map(list -> list.stream().map(this::known).toList())
                  .toList());
      case LogicalPlan.Filter _, LogicalPlan.Join _, LogicalPlan.Limit _, LogicalPlan.SingleRow _ ->
          PlanTrees.mapExpressions(renamed, this::rename);
    };
  }

  private Assignment renameAssignment(Assignment assignment) {
    var expression = rename(assignment.expression());
    return assignment.isKept()
        ? Assignment.keep(known(assignment.column()))
        : new Assignment(define(assignment.column()), expression);
  }

  private AggregateAssignment renameAggregate(AggregateAssignment aggregate) {
    var argument = aggregate.argument();
    var filter = aggregate.filter();
    return new AggregateAssignment(
        define(aggregate.column()),
        aggregate.function(),
        argument == null ? null : rename(argument),
        filter == null ? null : rename(filter),
        aggregate.distinct());
  }

  private Expression rename(Expression expression) {
    return switch (expression) {
      case PlanColumn column -> known(column);
      case SubqueryExpression.Scalar scalar -> {
        LogicalPlan plan = copy(scalar.plan());
        yield new SubqueryExpression.Scalar(plan, known(scalar.column()));
      }
      case SubqueryExpression.In in -> {
        LogicalPlan plan = copy(in.plan());
        yield new SubqueryExpression.In(
            in.operands().stream().map(this::rename).toList(),
            in.matches().stream().map(this::rename).toList(),
            plan);
      }
      case SubqueryExpression.Exists exists -> exists.withPlan(copy(exists.plan()));
      default -> ExpressionTrees.mapChildren(expression, this::rename);
    };
  }

  private List<PlanColumn> define(List<PlanColumn> columns) {
    return columns.stream().map(this::define).toList();
  }

  private PlanColumn define(PlanColumn column) {
    PlanColumn copy = factory.copyOf(column);
    fresh.put(column, copy);
    return copy;
  }

  private PlanColumn known(PlanColumn column) {
    PlanColumn copy = fresh.get(column);
    return copy == null ? column : copy.withNullable(column.nullable());
  }
}
