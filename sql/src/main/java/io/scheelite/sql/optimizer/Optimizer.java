package io.scheelite.sql.optimizer;

import io.scheelite.sql.estimate.Estimator;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.LogicalQuery.SharedPlan;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Applies the rules in their one order: constants folded, predicates to normal form, subqueries to
 * joins, variances apart from DISTINCT aggregates, equal parts to one, DISTINCT aggregates to two
 * levels, predicates down, aggregates below left joins, joins ordered, columns pruned, fields of
 * structs read alone. Thread-safe.
 */
public final class Optimizer {
  private final ColumnFactory columns;
  private final ConstantFolding constants;

  /** An optimizer that makes new columns with {@code columns}. */
  public Optimizer(ColumnFactory columns, ConstantEvaluator evaluator) {
    this.columns = columns;
    this.constants = new ConstantFolding(evaluator);
  }

  /** The optimized query; {@code estimator} keeps what was estimated on the way. */
  public LogicalQuery optimize(LogicalQuery query, Estimator estimator) {
    LogicalPlan plan = PredicateNormalizer.normalize(constants.fold(query.plan()));
    plan = new SubqueryUnnesting(columns).unnest(plan);
    plan = new VarianceParts(columns).divide(plan);
    SharedSubplans.Result parts = SharedSubplans.find(plan);
    SharedPredicates wanted = new SharedPredicates();
    plan = push(parts.plan(), wanted);
    List<SharedPlan> pushed = new ArrayList<>();
    for (SharedPlan part : parts.shared().reversed()) {
      LogicalPlan kept = PlanTrees.filter(part.plan(), wanted.of(part.id()));
      pushed.addFirst(new SharedPlan(part.id(), push(kept, wanted)));
    }
    List<SharedPlan> shared = new ArrayList<>();
    for (SharedPlan part : pushed) {
      LogicalPlan ordered = order(part.plan(), estimator);
      estimator.rememberShared(part.id(), ordered);
      shared.add(new SharedPlan(part.id(), ordered));
    }
    plan = order(plan, estimator);
    plan = prune(plan, query.outputs().stream().map(LogicalQuery.Output::column).toList());
    return new LogicalQuery(plan, query.outputs(), prune(shared, plan));
  }

  private LogicalPlan prune(LogicalPlan plan, Collection<PlanColumn> outputs) {
    LogicalPlan pruned = ColumnPruning.prune(plan, outputs);
    LogicalPlan pushed = PartPushdown.push(pruned, outputs, columns);
    return pushed.equals(pruned) ? pruned : ColumnPruning.prune(pushed, outputs);
  }

  private LogicalPlan push(LogicalPlan unnested, SharedPredicates wanted) {
    LogicalPlan plan = PredicatePushdown.push(new DistinctAggregates(columns).rewrite(unnested));
    wanted.collect(plan);
    return plan;
  }

  private LogicalPlan order(LogicalPlan pushed, Estimator estimator) {
    LogicalPlan plan = new EagerAggregation(estimator, columns).apply(pushed);
    return new JoinOrdering(estimator).order(plan);
  }

  /** Each shared plan yields what is read of it anywhere. */
  private List<SharedPlan> prune(List<SharedPlan> shared, LogicalPlan plan) {
    Map<Integer, Set<PlanColumn>> read = new HashMap<>();
    addRead(plan, read);
    List<SharedPlan> pruned = new ArrayList<>();
    for (SharedPlan part : shared.reversed()) {
      LogicalPlan kept = prune(part.plan(), read.getOrDefault(part.id(), Set.of()));
      addRead(kept, read);
      pruned.addFirst(new SharedPlan(part.id(), kept));
    }
    return pruned;
  }

  private static void addRead(LogicalPlan node, Map<Integer, Set<PlanColumn>> read) {
    if (node instanceof LogicalPlan.Shared shared) {
      read.computeIfAbsent(shared.id(), ignored -> new HashSet<>()).addAll(shared.sources());
    }
    node.inputs().forEach(input -> addRead(input, read));
  }
}
