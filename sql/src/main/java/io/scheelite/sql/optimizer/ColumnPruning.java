package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Aggregate;
import io.scheelite.sql.logical.LogicalPlan.AggregateAssignment;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
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
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Drops what nobody reads: columns of scans, projections, aggregates and unions. Projections that
 * then only keep columns vanish, and one over another becomes one where nothing is computed twice.
 */
final class ColumnPruning {
  private ColumnPruning() {}

  /** The plan reduced to what its {@code outputs} need. */
  static LogicalPlan prune(LogicalPlan plan, Collection<PlanColumn> outputs) {
    return visit(plan, new HashSet<>(outputs));
  }

  private static LogicalPlan visit(LogicalPlan plan, Set<PlanColumn> needed) {
    return switch (plan) {
      case Scan scan -> scan(scan, needed);
      case Values values -> values;
      case Shared shared -> shared(shared, needed);
      case Filter filter ->
          new Filter(visit(filter.input(), with(needed, filter.conjuncts())), filter.conjuncts());
      case Project project -> project(project, needed);
      case Join join -> join(join, needed);
      case Aggregate aggregate -> aggregate(aggregate, needed);
      case Sort sort -> {
        Set<PlanColumn> below = new HashSet<>(needed);
        sort.orderings().forEach(ordering -> below.add(ordering.column()));
        yield new Sort(visit(sort.input(), below), sort.orderings());
      }
      case Window window -> window(window, needed);
      case LogicalPlan.Expand expand ->
          expand.withInput(visit(expand.input(), with(needed, PlanTrees.expressions(expand))));
      case Limit limit -> new Limit(visit(limit.input(), needed), limit.limit(), limit.offset());
      case UnionAll union -> union(union, needed);
      case SingleRow single -> new SingleRow(visit(single.input(), needed));
    };
  }

  private static Set<PlanColumn> with(Set<PlanColumn> needed, List<Expression> expressions) {
    Set<PlanColumn> result = new HashSet<>(needed);
    result.addAll(ExpressionTrees.columns(expressions));
    return result;
  }

  private static Scan scan(Scan scan, Set<PlanColumn> needed) {
    Set<PlanColumn> read = with(needed, scan.filters());
    List<PlanColumn> columns = new ArrayList<>();
    List<Integer> sources = new ArrayList<>();
    for (int i = 0; i < scan.columns().size(); i++) {
      if (read.contains(scan.columns().get(i))) {
        columns.add(scan.columns().get(i));
        sources.add(scan.sourceColumns().get(i));
      }
    }
    return new Scan(scan.table(), scan.name(), columns, sources, scan.filters());
  }

  private static Shared shared(Shared shared, Set<PlanColumn> needed) {
    List<PlanColumn> columns = new ArrayList<>();
    List<PlanColumn> sources = new ArrayList<>();
    for (int i = 0; i < shared.columns().size(); i++) {
      if (needed.contains(shared.columns().get(i))) {
        columns.add(shared.columns().get(i));
        sources.add(shared.sources().get(i));
      }
    }
    return new Shared(shared.id(), columns, sources);
  }

  private static LogicalPlan project(Project project, Set<PlanColumn> needed) {
    List<Assignment> used =
        project.assignments().stream().filter(a -> needed.contains(a.column())).toList();
    if (project.input() instanceof Project below) {
      Project merged = merge(used, below);
      if (merged != null) {
        return project(merged, needed);
      }
    }
    Set<PlanColumn> read =
        new HashSet<>(ExpressionTrees.columns(used.stream().map(Assignment::expression).toList()));
    LogicalPlan input = visit(project.input(), read);
    return used.stream().allMatch(Assignment::isKept) ? input : new Project(input, used);
  }

  /** One projection in place of two, or null where an expression would be computed twice. */
  private static @Nullable Project merge(List<Assignment> upper, Project below) {
    Map<PlanColumn, Expression> definitions = new HashMap<>();
    below.assignments().forEach(a -> definitions.put(a.column(), a.expression()));
    Map<PlanColumn, Integer> uses = new HashMap<>();
    upper.forEach(assignment -> countUses(assignment.expression(), uses));
    for (Map.Entry<PlanColumn, Integer> use : uses.entrySet()) {
      Expression definition = definitions.get(use.getKey());
      boolean computed =
          definition != null
              && !(definition instanceof PlanColumn)
              && !(definition instanceof Expression.Literal);
      if (computed && use.getValue() > 1) {
        return null;
      }
    }
    return new Project(
        below.input(),
        upper.stream()
            .map(
                a ->
                    new Assignment(
                        a.column(), ExpressionTrees.substitute(a.expression(), definitions)))
            .toList());
  }

  private static void countUses(Expression node, Map<PlanColumn, Integer> uses) {
    if (node instanceof PlanColumn column) {
      uses.merge(column, 1, Integer::sum);
    }
    node.children().forEach(child -> countUses(child, uses));
  }

  private static LogicalPlan join(Join join, Set<PlanColumn> needed) {
    if (join.kind().marks() && !needed.contains(join.mark())) {
      return visit(join.left(), needed);
    }
    Set<PlanColumn> read = with(needed, join.condition());
    Set<PlanColumn> rightRead =
        join.kind().filters() || join.kind().marks()
            ? ExpressionTrees.columns(join.condition())
            : read;
    return join.with(visit(join.left(), read), visit(join.right(), rightRead));
  }

  private static LogicalPlan aggregate(Aggregate aggregate, Set<PlanColumn> needed) {
    List<AggregateAssignment> used =
        aggregate.aggregates().stream().filter(a -> needed.contains(a.column())).toList();
    Aggregate pruned = new Aggregate(aggregate.input(), aggregate.keys(), used);
    Set<PlanColumn> read = new HashSet<>(ExpressionTrees.columns(PlanTrees.expressions(pruned)));
    return new Aggregate(visit(aggregate.input(), read), aggregate.keys(), used);
  }

  private static LogicalPlan window(Window window, Set<PlanColumn> needed) {
    List<WindowAssignment> used =
        window.calls().stream().filter(call -> needed.contains(call.column())).toList();
    if (used.isEmpty()) {
      return visit(window.input(), needed);
    }
    Window pruned = new Window(window.input(), window.partitionKeys(), window.orderings(), used);
    Set<PlanColumn> read = with(needed, PlanTrees.expressions(pruned));
    return PlanTrees.mapInputs(pruned, input -> visit(input, read));
  }

  private static LogicalPlan union(UnionAll union, Set<PlanColumn> needed) {
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < union.columns().size(); i++) {
      if (needed.contains(union.columns().get(i))) {
        kept.add(i);
      }
    }
    List<LogicalPlan> inputs = new ArrayList<>();
    List<List<PlanColumn>> inputColumns = new ArrayList<>();
    for (int i = 0; i < union.inputs().size(); i++) {
      List<PlanColumn> all = union.inputColumns().get(i);
      List<PlanColumn> columns = kept.stream().map(all::get).toList();
      inputs.add(visit(union.inputs().get(i), new HashSet<>(columns)));
      inputColumns.add(columns);
    }
    return new UnionAll(inputs, kept.stream().map(union.columns()::get).toList(), inputColumns);
  }
}
