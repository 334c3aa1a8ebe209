package io.scheelite.sql.optimizer;

import io.scheelite.sql.estimate.Estimator;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalQuery;

/**
 * Applies the rules in their one order: predicates to normal form, subqueries to joins, DISTINCT
 * aggregates to two levels, predicates down, aggregates below left joins, joins ordered, columns
 * pruned. Thread-safe.
 */
public final class Optimizer {
  private final ColumnFactory columns;

  /** An optimizer that makes new columns with {@code columns}. */
  public Optimizer(ColumnFactory columns) {
    this.columns = columns;
  }

  /** The optimized query; {@code estimator} keeps what was estimated on the way. */
  public LogicalQuery optimize(LogicalQuery query, Estimator estimator) {
    LogicalPlan plan = PredicateNormalizer.normalize(query.plan());
    plan = new SubqueryUnnesting(columns).unnest(plan);
    plan = new DistinctAggregates(columns).rewrite(plan);
    plan = PredicatePushdown.push(plan);
    plan = new EagerAggregation(estimator, columns).apply(plan);
    plan = new JoinOrdering(estimator).order(plan);
    plan =
        ColumnPruning.prune(
            plan, query.outputs().stream().map(LogicalQuery.Output::column).toList());
    return new LogicalQuery(plan, query.outputs());
  }
}
