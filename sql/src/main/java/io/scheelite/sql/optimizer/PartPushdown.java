package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.FunctionCall;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.operators.source.ColumnPart;
import io.scheelite.operators.source.ColumnPart.Step;
import io.scheelite.operators.source.TableSource;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.Project;
import io.scheelite.sql.logical.LogicalPlan.Scan;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads parts of nested values (fields of structs, elements of lists, how long these are) as
 * columns of their own, where tables can do that and nobody reads the whole value. What is not read
 * of these any more is left to {@link ColumnPruning}.
 */
final class PartPushdown {
  /**
   * A part of a column of nested values.
   *
   * @param steps from the outside in
   */
  private record Part(PlanColumn column, List<Step> steps) {
    /** What the expression reads, or null if it is no part of a column. */
    static @Nullable Part of(Expression expression) {
      if (!(expression instanceof FunctionCall call)) {
        return null;
      }
      Step step = step(call);
      if (step == null) {
        return null;
      }
      Expression operand = call.arguments().getFirst();
      if (operand instanceof PlanColumn column) {
        return new Part(column, List.of(step));
      }
      Part outer = of(operand);
      if (outer == null) {
        return null;
      }
      List<Step> steps = new ArrayList<>(outer.steps);
      steps.add(step);
      return new Part(outer.column, steps);
    }

    private static @Nullable Step step(FunctionCall call) {
      if (call.function() == ScalarFunction.LIST_LENGTH) {
        return new ColumnPart.Length();
      }
      boolean member = call.function() == ScalarFunction.STRUCT_FIELD;
      if (!member && call.function() != ScalarFunction.LIST_ELEMENT
          || !(call.arguments().get(1) instanceof Expression.Literal literal)
          || !(literal.value() instanceof Number number)) {
        return null;
      }
      return member
          ? new ColumnPart.Member(number.intValue())
          : new ColumnPart.Element(number.longValue());
    }
  }

  /** A plan, and the parts that it yields as columns. */
  private record Result(LogicalPlan plan, Map<Part, PlanColumn> columns) {}

  private final ColumnFactory columns;
  private final Set<PlanColumn> readWhole = new LinkedHashSet<>();

  private PartPushdown(ColumnFactory columns) {
    this.columns = columns;
  }

  /** The plan, whose {@code outputs} are read whole. */
  static LogicalPlan push(LogicalPlan plan, Collection<PlanColumn> outputs, ColumnFactory columns) {
    PartPushdown pushdown = new PartPushdown(columns);
    pushdown.readWhole.addAll(outputs);
    pushdown.findReadWhole(plan);
    return pushdown.visit(plan, Set.of()).plan;
  }

  private void findReadWhole(LogicalPlan node) {
    for (Expression expression : PlanTrees.expressions(node)) {
      boolean kept = node instanceof Project && expression instanceof PlanColumn;
      if (!kept || !isKept((Project) node, expression)) {
        findReadWhole(expression);
      }
    }
    node.inputs().forEach(this::findReadWhole);
  }

  /** Whether it is passed through, so that others tell what is read of it. */
  private static boolean isKept(Project project, Expression column) {
    return project.assignments().stream()
        .filter(assignment -> assignment.expression().equals(column))
        .allMatch(Assignment::isKept);
  }

  private void findReadWhole(Expression expression) {
    if (Part.of(expression) != null) {
      return;
    }
    if (expression instanceof PlanColumn column) {
      readWhole.add(column);
    }
    expression.children().forEach(this::findReadWhole);
  }

  /** Rewrites a plan, which yields such of the wanted parts as it can. */
  private Result visit(LogicalPlan node, Set<Part> wanted) {
    Set<Part> all = new LinkedHashSet<>(wanted);
    PlanTrees.expressions(node).forEach(expression -> addParts(expression, all));
    return switch (node) {
      case Scan scan -> scan(scan, all);
      case Project project -> project(project, all, wanted);
      case Join join -> {
        Result left = visit(join.left(), all);
        Result right = visit(join.right(), all);
        Map<Part, PlanColumn> found = new HashMap<>(left.columns);
        found.putAll(right.columns);
        yield rewritten(join.with(left.plan, right.plan), found);
      }
      case LogicalPlan.Filter _,
          LogicalPlan.Sort _,
          LogicalPlan.Limit _,
          LogicalPlan.Window _,
          LogicalPlan.Expand _,
          LogicalPlan.SingleRow _ -> {
        Result input = visit(node.inputs().getFirst(), all);
        yield rewritten(PlanTrees.mapInputs(node, _ -> input.plan), input.columns);
      }
      case LogicalPlan.Aggregate aggregate -> {
        Result input = visit(aggregate.input(), all);
        LogicalPlan above = PlanTrees.mapInputs(aggregate, _ -> input.plan);
        yield new Result(rewritten(above, input.columns).plan, Map.of());
      }
      case LogicalPlan.UnionAll _, LogicalPlan.Values _, LogicalPlan.Shared _ ->
          new Result(PlanTrees.mapInputs(node, input -> visit(input, Set.of()).plan), Map.of());
    };
  }

  private static void addParts(Expression expression, Set<Part> parts) {
    Part part = Part.of(expression);
    if (part != null) {
      parts.add(part);
    } else {
      expression.children().forEach(child -> addParts(child, parts));
    }
  }

  private static Result rewritten(LogicalPlan node, Map<Part, PlanColumn> found) {
    return found.isEmpty()
        ? new Result(node, found)
        : new Result(PlanTrees.mapExpressions(node, e -> replace(e, found)), found);
  }

  private static Expression replace(Expression expression, Map<Part, PlanColumn> found) {
    Part part = Part.of(expression);
    PlanColumn column = part == null ? null : found.get(part);
    return column != null
        ? column
        : ExpressionTrees.mapChildren(expression, child -> replace(child, found));
  }

  private Result scan(Scan scan, Set<Part> wanted) {
    List<Part> parts =
        wanted.stream()
            .filter(part -> scan.columns().contains(part.column))
            .filter(part -> !readWhole.contains(part.column))
            .toList();
    List<PlanColumn> produced = new ArrayList<>(scan.columns());
    List<Integer> sources = new ArrayList<>(scan.sourceColumns());
    Map<Part, PlanColumn> found = new HashMap<>();
    List<Part> read = readable(scan, parts);
    TableSource table = scan.table();
    if (!read.isEmpty()) {
      int source = table.schema().size();
      table = Objects.requireNonNull(table.withParts(sourceParts(scan, read)), scan.name());
      for (Part part : read) {
        var resolved = table.schema().fields().get(source);
        PlanColumn column = columns.create(resolved.name(), resolved.type(), true);
        produced.add(column);
        sources.add(source++);
        found.put(part, column);
      }
    }
    return rewritten(new Scan(table, scan.name(), produced, sources, scan.filters()), found);
  }

  /** All of them as a rule, which is one question; else those that the table can read alone. */
  private static List<Part> readable(Scan scan, List<Part> parts) {
    if (parts.isEmpty() || scan.table().withParts(sourceParts(scan, parts)) != null) {
      return parts;
    }
    return parts.stream()
        .filter(part -> scan.table().withParts(sourceParts(scan, List.of(part))) != null)
        .toList();
  }

  private static List<ColumnPart> sourceParts(Scan scan, List<Part> parts) {
    return parts.stream()
        .map(
            part -> {
              int outer = scan.sourceColumns().get(scan.columns().indexOf(part.column));
              return new ColumnPart(outer, part.steps);
            })
        .toList();
  }

  private Result project(Project project, Set<Part> all, Set<Part> wanted) {
    Result input = visit(project.input(), all);
    Map<Part, PlanColumn> passed = new HashMap<>();
    List<Assignment> assignments = new ArrayList<>();
    for (Assignment a : project.assignments()) {
      assignments.add(new Assignment(a.column(), replace(a.expression(), input.columns)));
    }
    input.columns.forEach(
        (part, column) -> {
          if (wanted.contains(part) && project.columns().contains(part.column)) {
            assignments.add(Assignment.keep(column));
            passed.put(part, column);
          }
        });
    return new Result(new Project(input.plan, assignments), passed);
  }
}
