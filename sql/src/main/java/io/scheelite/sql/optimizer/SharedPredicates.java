package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Filter;
import io.scheelite.sql.logical.LogicalPlan.Shared;
import io.scheelite.sql.logical.PlanColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What places that read a shared part want of it. Where each of them filters, a row that passes
 * none of their filters need not be computed.
 */
final class SharedPredicates {
  /** Per shared part, the predicate of each place, over the part's own columns; TRUE for all. */
  private final Map<Integer, List<Expression>> wanted = new HashMap<>();

  /** Looks at all places of a plan whose predicates are where they belong. */
  void collect(LogicalPlan node) {
    if (node instanceof Filter filter && filter.input() instanceof Shared shared) {
      add(shared, filter.conjuncts());
    } else if (node instanceof Shared shared) {
      add(shared, List.of());
    } else {
      node.inputs().forEach(this::collect);
    }
  }

  private void add(Shared shared, List<Expression> conjuncts) {
    Map<PlanColumn, PlanColumn> sources = new HashMap<>();
    for (int i = 0; i < shared.columns().size(); i++) {
      sources.put(shared.columns().get(i), shared.sources().get(i));
    }
    wanted
        .computeIfAbsent(shared.id(), ignored -> new ArrayList<>())
        .add(ExpressionTrees.substitute(ExpressionTrees.and(conjuncts), sources));
  }

  /** Conjuncts that hold for all rows that any place wants; none if one wants all. */
  List<Expression> of(int id) {
    List<Expression> places = wanted.getOrDefault(id, List.of());
    if (places.isEmpty() || places.stream().anyMatch(ExpressionTrees::isTrue)) {
      return List.of();
    }
    List<Expression> distinct = places.stream().distinct().toList();
    Expression any = distinct.size() == 1 ? distinct.getFirst() : new Expression.Or(distinct);
    return ExpressionTrees.conjuncts(PredicateNormalizer.predicate(any));
  }
}
