package io.scheelite.sql;

import io.scheelite.operators.plan.PlanNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts what makes a plan good or bad.
 *
 * @param scans scans by table
 * @param joins hash joins
 * @param scalarCrosses joins without a key against a single row
 * @param crosses other joins without a key
 */
record PlanShape(Map<String, Integer> scans, int joins, int scalarCrosses, int crosses) {
  static PlanShape of(PlanNode plan) {
    Counter counter = new Counter();
    counter.visit(plan);
    return new PlanShape(counter.scans, counter.joins, counter.scalarCrosses, counter.crosses);
  }

  int numScans() {
    return scans.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static final class Counter {
    final Map<String, Integer> scans = new TreeMap<>();
    final Set<Integer> seen = new HashSet<>();
    int joins;
    int scalarCrosses;
    int crosses;

    void visit(PlanNode node) {
      if (node instanceof PlanNode.Scan scan) {
        scans.merge(scan.table().description(), 1, Integer::sum);
      }
      if (node instanceof PlanNode.Shared shared && !seen.add(shared.id())) {
        return;
      }
      if (node instanceof PlanNode.HashJoin join) {
        if (!join.probeKeys().isEmpty()) {
          joins++;
        } else if (isSingleRow(join.build())) {
          scalarCrosses++;
        } else {
          crosses++;
        }
      }
      node.inputs().forEach(this::visit);
    }

    private static boolean isSingleRow(PlanNode node) {
      return switch (node) {
        case PlanNode.Aggregate aggregate -> aggregate.keys().isEmpty();
        case PlanNode.SingleRow _ -> true;
        case PlanNode.Project project -> isSingleRow(project.input());
        default -> false;
      };
    }
  }
}
