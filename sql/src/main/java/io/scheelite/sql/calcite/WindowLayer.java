package io.scheelite.sql.calcite;

import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.WindowCall;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Ordering;
import io.scheelite.sql.logical.LogicalPlan.WindowAssignment;
import io.scheelite.sql.logical.PlanColumn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Window functions that do not need each other's values, and what they read. Those that look at
 * rows in one order are computed together.
 */
final class WindowLayer {
  /** In which order rows are looked at. */
  record Order(List<PlanColumn> partitionKeys, List<Ordering> orderings) {}

  private final ColumnFactory columns;
  private final Map<Expression, PlanColumn> computed = new LinkedHashMap<>();
  private final Map<Order, Map<WindowCall, PlanColumn>> windows = new LinkedHashMap<>();

  WindowLayer(ColumnFactory columns) {
    this.columns = columns;
  }

  /** A column with a value that is computed first, perhaps from another such column. */
  PlanColumn columnOf(Expression value) {
    return value instanceof PlanColumn column && computed.containsValue(column)
        ? column
        : computed.computeIfAbsent(value, key -> columns.create("value", key));
  }

  /** The column with a function's values. */
  PlanColumn add(Order order, WindowCall call) {
    String name = call.function().name().toLowerCase(Locale.ROOT);
    return windows
        .computeIfAbsent(order, key -> new LinkedHashMap<>())
        .computeIfAbsent(call, key -> columns.create(name, key.type(), key.nullable()));
  }

  /** Whether a column is one of the functions'. */
  boolean defines(PlanColumn column) {
    return windows.values().stream().anyMatch(calls -> calls.containsValue(column));
  }

  /** The input with all of this computed. */
  LogicalPlan over(LogicalPlan input) {
    LogicalPlan plan = withComputed(input);
    for (Map.Entry<Order, Map<WindowCall, PlanColumn>> window : windows.entrySet()) {
      List<WindowAssignment> calls = new ArrayList<>();
      window.getValue().forEach((call, column) -> calls.add(new WindowAssignment(column, call)));
      plan =
          new LogicalPlan.Window(
              plan, window.getKey().partitionKeys(), window.getKey().orderings(), calls);
    }
    return plan;
  }

  /**
   * Computed in the order in which they were asked for: what others are computed from came first.
   */
  private LogicalPlan withComputed(LogicalPlan input) {
    LogicalPlan plan = input;
    List<Assignment> assignments = new ArrayList<>();
    Set<PlanColumn> together = new HashSet<>();
    for (Map.Entry<Expression, PlanColumn> entry : computed.entrySet()) {
      if (!Collections.disjoint(ExpressionTrees.columns(entry.getKey()), together)) {
        plan = RelTranslator.withComputed(plan, assignments);
        assignments.clear();
        together.clear();
      }
      assignments.add(new Assignment(entry.getValue(), entry.getKey()));
      together.add(entry.getValue());
    }
    return assignments.isEmpty() ? plan : RelTranslator.withComputed(plan, assignments);
  }
}
