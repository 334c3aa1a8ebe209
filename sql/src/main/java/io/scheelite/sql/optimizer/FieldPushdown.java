package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.FunctionCall;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.operators.source.FieldPath;
import io.scheelite.operators.source.FieldPath.Step;
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
final class FieldPushdown {
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
        return new FieldPath.Length();
      }
      boolean member = call.function() == ScalarFunction.STRUCT_FIELD;
      if (!member && call.function() != ScalarFunction.LIST_ELEMENT
          || !(call.arguments().get(1) instanceof Expression.Literal literal)
          || !(literal.value() instanceof Number number)) {
        return null;
      }
      return member
          ? new FieldPath.Member(number.intValue())
          : new FieldPath.Element(number.longValue());
    }
  }

  /** A plan, and the fields of structs that it yields as columns. */
  private record Result(LogicalPlan plan, Map<Part, PlanColumn> columns) {}

  private final ColumnFactory columns;
  private final Set<PlanColumn> readWhole = new LinkedHashSet<>();

  private FieldPushdown(ColumnFactory columns) {
    this.columns = columns;
  }

  /** The plan, whose {@code outputs} are read whole. */
  static LogicalPlan push(LogicalPlan plan, Collection<PlanColumn> outputs, ColumnFactory columns) {
    FieldPushdown pushdown = new FieldPushdown(columns);
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

  /** Rewrites a plan, which yields such of the wanted fields as it can. */
  private Result visit(LogicalPlan node, Set<Part> wanted) {
    Set<Part> all = new LinkedHashSet<>(wanted);
    PlanTrees.expressions(node).forEach(expression -> addFields(expression, all));
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

  private static void addFields(Expression expression, Set<Part> fields) {
    Part field = Part.of(expression);
    if (field != null) {
      fields.add(field);
    } else {
      expression.children().forEach(child -> addFields(child, fields));
    }
  }

  private static Result rewritten(LogicalPlan node, Map<Part, PlanColumn> found) {
    return found.isEmpty()
        ? new Result(node, found)
        : new Result(PlanTrees.mapExpressions(node, e -> replace(e, found)), found);
  }

  private static Expression replace(Expression expression, Map<Part, PlanColumn> found) {
    Part field = Part.of(expression);
    PlanColumn column = field == null ? null : found.get(field);
    return column != null
        ? column
        : ExpressionTrees.mapChildren(expression, child -> replace(child, found));
  }

  private Result scan(Scan scan, Set<Part> wanted) {
    List<Part> fields =
        wanted.stream()
            .filter(field -> scan.columns().contains(field.column))
            .filter(field -> !readWhole.contains(field.column))
            .toList();
    List<PlanColumn> produced = new ArrayList<>(scan.columns());
    List<Integer> sources = new ArrayList<>(scan.sourceColumns());
    Map<Part, PlanColumn> found = new HashMap<>();
    List<Part> read = readable(scan, fields);
    TableSource table = scan.table();
    if (!read.isEmpty()) {
      int source = table.schema().size();
      table = Objects.requireNonNull(table.withFields(paths(scan, read)), scan.name());
      for (Part field : read) {
        var resolved = table.schema().fields().get(source);
        PlanColumn column = columns.create(resolved.name(), resolved.type(), true);
        produced.add(column);
        sources.add(source++);
        found.put(field, column);
      }
    }
    return rewritten(new Scan(table, scan.name(), produced, sources, scan.filters()), found);
  }

  /** All of them as a rule, which is one question; else those that the table can read alone. */
  private static List<Part> readable(Scan scan, List<Part> fields) {
    if (fields.isEmpty() || scan.table().withFields(paths(scan, fields)) != null) {
      return fields;
    }
    return fields.stream()
        .filter(field -> scan.table().withFields(paths(scan, List.of(field))) != null)
        .toList();
  }

  private static List<FieldPath> paths(Scan scan, List<Part> fields) {
    return fields.stream()
        .map(
            field -> {
              int outer = scan.sourceColumns().get(scan.columns().indexOf(field.column));
              return new FieldPath(outer, field.steps);
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
        (field, column) -> {
          if (wanted.contains(field) && project.columns().contains(field.column)) {
            assignments.add(Assignment.keep(column));
            passed.put(field, column);
          }
        });
    return new Result(new Project(input.plan, assignments), passed);
  }
}
