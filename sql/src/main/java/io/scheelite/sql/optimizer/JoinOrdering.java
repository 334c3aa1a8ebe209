package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.estimate.Estimator;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Filter;
import io.scheelite.sql.logical.PlanTrees;
import java.util.List;

/**
 * Chooses the order of joins by estimated cost: exhaustively, over bushy trees too, up to {@value
 * #MAX_EXHAUSTIVE} relations; greedily beyond. Pairs without a common condition are joined only
 * when nothing else is left.
 */
final class JoinOrdering {
  static final int MAX_EXHAUSTIVE = 11;

  private final Estimator estimator;

  JoinOrdering(Estimator estimator) {
    this.estimator = estimator;
  }

  /** The plan with every region of joins reordered. */
  LogicalPlan order(LogicalPlan plan) {
    boolean filteredRegion = plan instanceof Filter filter && JoinGraph.isRegion(filter.input());
    if (!JoinGraph.isRegion(plan) && !filteredRegion) {
      return PlanTrees.mapInputs(plan, this::order);
    }
    JoinGraph graph = JoinGraph.of(plan, this::order);
    int size = graph.relations().size();
    if (size > JoinGraph.MAX_RELATIONS) {
      return PlanTrees.mapInputs(plan, this::order);
    }
    JoinCandidates candidates = new JoinCandidates(graph, estimator);
    JoinCandidates.Candidate best =
        size <= MAX_EXHAUSTIVE
            ? new ExhaustiveJoinSearch(candidates, size).search()
            : new GreedyJoinSearch(candidates, size).search();
    List<Expression> unread =
        graph.predicates().stream()
            .filter(predicate -> predicate.relations() == 0)
            .map(JoinGraph.Predicate::expression)
            .toList();
    return PlanTrees.filter(best.plan(), unread);
  }
}
