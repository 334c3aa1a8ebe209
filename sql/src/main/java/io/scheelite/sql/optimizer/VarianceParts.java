package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.expression.SameValue;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Aggregate;
import io.scheelite.sql.logical.LogicalPlan.AggregateAssignment;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes variances out of aggregations with DISTINCT, into one of their own over a copy of the
 * input, and joins the groups: a variance cannot be made of those of parts. Comes before equal
 * parts are shared, since the copies must have equal rows even if luck chooses them.
 */
final class VarianceParts {
  private final ColumnFactory columns;

  VarianceParts(ColumnFactory columns) {
    this.columns = columns;
  }

  /** The plan without variances beside DISTINCT. */
  LogicalPlan divide(LogicalPlan plan) {
    LogicalPlan node = PlanTrees.mapInputs(plan, this::divide);
    if (!(node instanceof Aggregate aggregate)
        || aggregate.aggregates().stream().noneMatch(AggregateAssignment::distinct)) {
      return node;
    }
    List<AggregateAssignment> variances = new ArrayList<>();
    List<AggregateAssignment> others = new ArrayList<>();
    for (AggregateAssignment call : aggregate.aggregates()) {
      boolean apart = call.function().isVariance() && !call.distinct();
      (apart ? variances : others).add(call);
    }
    return variances.isEmpty()
        ? node
        : joined(new Aggregate(aggregate.input(), aggregate.keys(), others), aggregate, variances);
  }

  private LogicalPlan joined(
      LogicalPlan before, Aggregate aggregate, List<AggregateAssignment> calls) {
    PlanColumns.Copy copy = PlanColumns.copy(aggregate.input(), columns);
    List<PlanColumn> keys = new ArrayList<>();
    List<Expression> same = new ArrayList<>();
    for (PlanColumn key : aggregate.keys()) {
      PlanColumn copied = copy.columns().getOrDefault(key, key);
      keys.add(copied);
      same.add(SameValue.of(key, copied));
    }
    List<AggregateAssignment> renamed = new ArrayList<>();
    for (AggregateAssignment call : calls) {
      renamed.add(
          new AggregateAssignment(
              call.column(),
              call.function(),
              call.argument() == null
                  ? null
                  : ExpressionTrees.substitute(call.argument(), copy.columns()),
              call.filter() == null
                  ? null
                  : ExpressionTrees.substitute(call.filter(), copy.columns()),
              call.distinct()));
    }
    Aggregate next = new Aggregate(copy.plan(), keys, renamed);
    return new Join(before, next, JoinKind.INNER, same);
  }
}
