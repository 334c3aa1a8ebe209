package io.scheelite.sql.logical;

import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.logical.LogicalPlan.Aggregate;
import io.scheelite.sql.logical.LogicalPlan.AggregateAssignment;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Expand;
import io.scheelite.sql.logical.LogicalPlan.Filter;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.Limit;
import io.scheelite.sql.logical.LogicalPlan.Project;
import io.scheelite.sql.logical.LogicalPlan.Scan;
import io.scheelite.sql.logical.LogicalPlan.Shared;
import io.scheelite.sql.logical.LogicalPlan.SingleRow;
import io.scheelite.sql.logical.LogicalPlan.Sort;
import io.scheelite.sql.logical.LogicalPlan.UnionAll;
import io.scheelite.sql.logical.LogicalPlan.Values;
import io.scheelite.sql.logical.LogicalPlan.Window;
import io.scheelite.sql.logical.LogicalPlan.WindowAssignment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Walks and rebuilds logical plans. */
public final class PlanTrees {
  private PlanTrees() {}

  /** The same node over other inputs. */
  public static LogicalPlan mapInputs(LogicalPlan node, UnaryOperator<LogicalPlan> map) {
    return switch (node) {
      case Scan scan -> scan;
      case Shared shared -> shared;
      case Values values -> values;
      case Filter filter -> new Filter(map.apply(filter.input()), filter.conjuncts());
      case Project project -> new Project(map.apply(project.input()), project.assignments());
      case Join join -> join.with(map.apply(join.left()), map.apply(join.right()));
      case Aggregate aggregate ->
          new Aggregate(map.apply(aggregate.input()), aggregate.keys(), aggregate.aggregates());
      case Sort sort -> new Sort(map.apply(sort.input()), sort.orderings());
      case Expand expand -> expand.withInput(map.apply(expand.input()));
      case Window window ->
          new Window(
              map.apply(window.input()),
              window.partitionKeys(),
              window.orderings(),
              window.calls());
      case Limit limit -> new Limit(map.apply(limit.input()), limit.limit(), limit.offset());
      case UnionAll union ->
          new UnionAll(
              union.inputs().stream().map(map).toList(), union.columns(), union.inputColumns());
      case SingleRow single -> new SingleRow(map.apply(single.input()));
    };
  }

  /** The same node with every expression in it replaced; inputs stay. */
  public static LogicalPlan mapExpressions(LogicalPlan node, UnaryOperator<Expression> map) {
    return switch (node) {
      case Scan scan -> scan.withFilters(scan.filters().stream().map(map).toList());
      case Filter filter ->
          new Filter(filter.input(), filter.conjuncts().stream().map(map).toList());
      case Project project ->
          new Project(
              project.input(),
              project.assignments().stream()
                  .map(a -> new Assignment(a.column(), map.apply(a.expression())))
                  .toList());
      case Join join ->
          join.with(join.left(), join.right(), join.condition().stream().map(map).toList());
      case Aggregate aggregate ->
          new Aggregate(
              aggregate.input(),
              aggregate.keys(),
              aggregate.aggregates().stream().map(a -> mapAggregate(a, map)).toList());
      case Window window ->
          new Window(
              window.input(),
              window.partitionKeys(),
              window.orderings(),
              window.calls().stream()
                  .map(a -> new WindowAssignment(a.column(), a.call().map(map)))
                  .toList());
      case Shared _, Values _, Sort _, Limit _, UnionAll _, SingleRow _, Expand _ -> node;
    };
  }

  private static AggregateAssignment mapAggregate(
      AggregateAssignment aggregate, UnaryOperator<Expression> map) {
    Expression argument = aggregate.argument();
    Expression filter = aggregate.filter();
    return new AggregateAssignment(
        aggregate.column(),
        aggregate.function(),
        argument == null ? null : map.apply(argument),
        filter == null ? null : map.apply(filter),
        aggregate.distinct());
  }

  /** The expressions of a node itself; columns that it names directly count as expressions. */
  public static List<Expression> expressions(LogicalPlan node) {
    return switch (node) {
      case Scan scan -> scan.filters();
      case Shared _, Values _, Limit _, SingleRow _ -> List.of();
      case Filter filter -> filter.conjuncts();
      case Project project -> project.assignments().stream().map(Assignment::expression).toList();
      case Join join -> join.condition();
      case Aggregate aggregate -> {
        List<Expression> result = new ArrayList<>(aggregate.keys());
        aggregate.aggregates().forEach(a -> addArguments(a, result));
        yield result;
      }
      case Sort sort ->
          sort.orderings().stream().<Expression>map(LogicalPlan.Ordering::column).toList();
      case Expand expand -> List.copyOf(expand.keys());
      case Window window -> {
        List<Expression> result = new ArrayList<>(window.partitionKeys());
        window.orderings().forEach(ordering -> result.add(ordering.column()));
        window.calls().forEach(call -> result.addAll(call.call().expressions()));
        yield result;
      }
      case UnionAll union ->
          union.inputColumns().stream().flatMap(List::stream).<Expression>map(c -> c).toList();
    };
  }

  private static void addArguments(AggregateAssignment aggregate, List<Expression> result) {
    Expression argument = aggregate.argument();
    Expression filter = aggregate.filter();
    if (argument != null) {
      result.add(argument);
    }
    if (filter != null) {
      result.add(filter);
    }
  }

  /** Columns that the plan reads but does not produce: references to an outer query. */
  public static Set<PlanColumn> outerColumns(LogicalPlan plan) {
    Set<PlanColumn> result = new LinkedHashSet<>();
    addOuterColumns(plan, result);
    return result;
  }

  private static void addOuterColumns(LogicalPlan node, Set<PlanColumn> result) {
    Set<PlanColumn> available = new LinkedHashSet<>();
    if (node instanceof Scan scan) {
      available.addAll(scan.columns());
    }
    for (LogicalPlan input : node.inputs()) {
      available.addAll(input.columns());
      addOuterColumns(input, result);
    }
    for (PlanColumn column : ExpressionTrees.columns(expressions(node))) {
      if (!available.contains(column)) {
        result.add(column);
      }
    }
  }

  /** The columns that the plan or any node below it produces. */
  public static Set<PlanColumn> allColumns(LogicalPlan plan) {
    Set<PlanColumn> result = new LinkedHashSet<>(plan.columns());
    plan.inputs().forEach(input -> result.addAll(allColumns(input)));
    return result;
  }

  /** The filter, or the input itself when there is nothing to filter. */
  public static LogicalPlan filter(LogicalPlan input, List<Expression> conjuncts) {
    return conjuncts.isEmpty() ? input : new Filter(input, conjuncts);
  }
}
