package io.scheelite.sql;

import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.sql.optimizer.JoinSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds the joins of a plan whose order was chosen, for EXPLAIN. */
final class JoinRegions {
  private static final Set<JoinType> REORDERED =
      Set.of(
          JoinType.INNER, JoinType.SEMI, JoinType.ANTI, JoinType.RIGHT_SEMI, JoinType.RIGHT_ANTI);

  private final List<Integer> sizes = new ArrayList<>();

  private JoinRegions() {}

  /** How the order of joins was found: a line, or nothing if no order could be chosen. */
  static String describe(PlanNode plan) {
    JoinRegions regions = new JoinRegions();
    regions.visit(plan);
    if (regions.sizes.isEmpty()) {
      return "";
    }
    return "Join order: "
        + String.join(
            "; ",
            regions.sizes.stream()
                .map(size -> size + " relations, " + JoinSearch.of(size).description())
                .toList())
        + System.lineSeparator();
  }

  private void visit(PlanNode node) {
    int relations = relations(node);
    if (relations > 2) {
      sizes.add(relations);
    }
    if (relations == 1) {
      node.inputs().forEach(this::visit);
    }
  }

  /** Relations of the region that a node is the top of; those below each are visited, too. */
  private int relations(PlanNode node) {
    PlanNode below = node;
    while (below instanceof PlanNode.Project project) {
      below = project.input();
    }
    if (below instanceof PlanNode.HashJoin join && REORDERED.contains(join.joinType())) {
      int left = relations(join.probe());
      int right = relations(join.build());
      if (left == 1) {
        join.probe().inputs().forEach(this::visit);
      }
      if (right == 1) {
        join.build().inputs().forEach(this::visit);
      }
      return left + right;
    }
    return 1;
  }
}
