package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Aggregate;
import io.scheelite.sql.logical.LogicalPlan.AggregateAssignment;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.Ordering;
import io.scheelite.sql.logical.LogicalPlan.Project;
import io.scheelite.sql.logical.LogicalPlan.Scan;
import io.scheelite.sql.logical.LogicalPlan.Shared;
import io.scheelite.sql.logical.LogicalPlan.Sort;
import io.scheelite.sql.logical.LogicalPlan.UnionAll;
import io.scheelite.sql.logical.LogicalPlan.Values;
import io.scheelite.sql.logical.LogicalPlan.Window;
import io.scheelite.sql.logical.LogicalPlan.WindowAssignment;
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
      case Shared shared -> new Shared(shared.id(), define(shared.columns()), shared.sources());
      case Values values -> new Values(define(values.columns()), values.rows());
      case Project project ->
          new Project(
              project.input(), project.assignments().stream().map(this::renameAssignment).toList());
      case Aggregate aggregate ->
          new Aggregate(
              aggregate.input(),
              aggregate.keys().stream().map(this::known).toList(),
              aggregate.aggregates().stream().map(this::renameAggregate).toList());
      case Sort sort -> new Sort(sort.input(), renameOrderings(sort.orderings()));
      case LogicalPlan.Expand expand -> renameExpand(expand);
      case Window window -> renameWindow(window);
      case UnionAll union ->
          new UnionAll(
              union.inputs(),
              define(union.columns()),
              union.inputColumns().stream()
                  .map(list -> list.stream().map(this::known).toList())
                  .toList());
      case Join join -> {
        PlanColumn mark = join.mark();
        yield new Join(
            join.left(),
            join.right(),
            join.kind(),
            join.condition().stream().map(this::rename).toList(),
            mark == null ? null : define(mark));
      }
      case LogicalPlan.Filter _, LogicalPlan.Limit _, LogicalPlan.SingleRow _ ->
          PlanTrees.mapExpressions(renamed, this::rename);
    };
  }

  private LogicalPlan renameExpand(LogicalPlan.Expand expand) {
    return new LogicalPlan.Expand(
        expand.input(),
        expand.keys().stream().map(this::known).toList(),
        define(expand.outputs()),
        expand.sets(),
        define(expand.setNumber()),
        expand.emptyGroups());
  }

  private LogicalPlan renameWindow(Window window) {
    return new Window(
        window.input(),
        window.partitionKeys().stream().map(this::known).toList(),
        renameOrderings(window.orderings()),
        window.calls().stream()
            .map(a -> new WindowAssignment(define(a.column()), a.call().map(this::rename)))
            .toList());
  }

  private List<Ordering> renameOrderings(List<Ordering> orderings) {
    return orderings.stream()
        .map(o -> new Ordering(known(o.column()), o.ascending(), o.nullsFirst()))
        .toList();
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
