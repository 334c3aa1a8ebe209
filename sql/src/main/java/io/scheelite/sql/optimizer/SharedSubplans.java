package io.scheelite.sql.optimizer;

import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Aggregate;
import io.scheelite.sql.logical.LogicalPlan.Limit;
import io.scheelite.sql.logical.LogicalPlan.Shared;
import io.scheelite.sql.logical.LogicalPlan.Window;
import io.scheelite.sql.logical.LogicalQuery.SharedPlan;
import io.scheelite.sql.logical.PlanTrees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Finds parts of a query that are equal but for the identities of their columns, such as a common
 * table expression that is read twice, and has them computed once. Only what costs more than
 * reading a table again is shared: parts that group or have windows, and those whose rows depend on
 * luck (a limit), which must not differ from place to place.
 */
final class SharedSubplans {
  /** Greater than any identity of a statement, and the same each time, so that copies compare. */
  private static final int FIRST_CANONICAL_ID = 1 << 30;

  private final Map<LogicalPlan, Integer> ids = new HashMap<>();
  private final Map<Integer, LogicalPlan> plans = new LinkedHashMap<>();

  private SharedSubplans() {}

  /**
   * The result.
   *
   * @param shared those that others read come first
   */
  record Result(LogicalPlan plan, List<SharedPlan> shared) {}

  /** Takes the shared parts out of a plan without subqueries. */
  static Result find(LogicalPlan plan) {
    if (numCandidates(plan) < 2) {
      return new Result(plan, List.of());
    }
    SharedSubplans finder = new SharedSubplans();
    LogicalPlan rest = finder.replaceAll(plan);
    List<SharedPlan> ordered = new ArrayList<>();
    finder.plans.keySet().forEach(id -> finder.addInOrder(id, ordered));
    return new Result(rest, ordered);
  }

  private static int numCandidates(LogicalPlan node) {
    int own = isRoot(node) ? 1 : 0;
    return own + node.inputs().stream().mapToInt(SharedSubplans::numCandidates).sum();
  }

  private static boolean isRoot(LogicalPlan node) {
    return node instanceof Aggregate || node instanceof Limit || node instanceof Window;
  }

  private static boolean isCandidate(LogicalPlan node) {
    return isRoot(node) || node.inputs().stream().anyMatch(SharedSubplans::isCandidate);
  }

  /** The largest equal parts first; what is equal inside of them is found the next time. */
  private LogicalPlan replaceAll(LogicalPlan plan) {
    LogicalPlan rest = plan;
    AtomicBoolean changed = new AtomicBoolean(true);
    while (changed.getAndSet(false)) {
      Map<LogicalPlan, Integer> counts = new HashMap<>();
      count(rest, counts);
      plans.values().forEach(each -> each.inputs().forEach(input -> count(input, counts)));
      List<Integer> before = List.copyOf(plans.keySet());
      rest = replace(rest, counts, changed);
      for (int id : before) {
        LogicalPlan shared = Objects.requireNonNull(plans.get(id));
        plans.put(id, PlanTrees.mapInputs(shared, input -> replace(input, counts, changed)));
      }
    }
    return rest;
  }

  private static LogicalPlan canonical(LogicalPlan node) {
    return PlanColumns.copy(node, new ColumnFactory(FIRST_CANONICAL_ID)).plan();
  }

  private static void count(LogicalPlan node, Map<LogicalPlan, Integer> counts) {
    if (isCandidate(node)) {
      counts.merge(canonical(node), 1, Integer::sum);
      node.inputs().forEach(input -> count(input, counts));
    }
  }

  private LogicalPlan replace(
      LogicalPlan node, Map<LogicalPlan, Integer> counts, AtomicBoolean changed) {
    if (!isCandidate(node)) {
      return node;
    }
    LogicalPlan canonical = canonical(node);
    if (counts.getOrDefault(canonical, 0) < 2) {
      return PlanTrees.mapInputs(node, input -> replace(input, counts, changed));
    }
    changed.set(true);
    int id = ids.computeIfAbsent(canonical, ignored -> ids.size());
    LogicalPlan first = plans.computeIfAbsent(id, ignored -> node);
    return new Shared(id, node.columns(), first.columns());
  }

  private void addInOrder(int id, List<SharedPlan> ordered) {
    if (ordered.stream().noneMatch(known -> known.id() == id)) {
      LogicalPlan plan = Objects.requireNonNull(plans.get(id));
      addInputsInOrder(plan, ordered);
      ordered.add(new SharedPlan(id, plan));
    }
  }

  private void addInputsInOrder(LogicalPlan node, List<SharedPlan> ordered) {
    if (node instanceof Shared shared) {
      addInOrder(shared.id(), ordered);
    }
    node.inputs().forEach(input -> addInputsInOrder(input, ordered));
  }
}
