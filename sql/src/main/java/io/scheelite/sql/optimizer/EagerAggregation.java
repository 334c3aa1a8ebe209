package io.scheelite.sql.optimizer;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.sql.estimate.Estimator;
import io.scheelite.sql.expression.AggregateTypes;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Aggregate;
import io.scheelite.sql.logical.LogicalPlan.AggregateAssignment;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.LogicalPlan.Project;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates the optional side of a left join before it is joined, by the join's keys, and merges
 * afterwards: counting a customer's orders then joins one row per customer instead of one per order
 * (Yan and Larson, "Eager Aggregation and Lazy Aggregation").
 */
final class EagerAggregation {
  /** The share of rows up to which aggregating first pays. */
  private static final double MAX_GROUP_SHARE = 0.5;

  private final Estimator estimator;
  private final ColumnFactory columns;

  EagerAggregation(Estimator estimator, ColumnFactory columns) {
    this.estimator = estimator;
    this.columns = columns;
  }

  /** The plan with aggregates moved below left joins wherever that seems to pay. */
  LogicalPlan apply(LogicalPlan plan) {
    LogicalPlan node = PlanTrees.mapInputs(plan, this::apply);
    if (node instanceof Aggregate aggregate) {
      Join join = joinBelow(aggregate.input());
      List<PlanColumn> joinKeys = join == null ? List.of() : rightKeys(join);
      if (join != null && !joinKeys.isEmpty() && reads(aggregate, join) && pays(join, joinKeys)) {
        return split(aggregate, join, joinKeys);
      }
    }
    return node;
  }

  /** The left join right below, seen through a projection that computes nothing. */
  private static @Nullable Join joinBelow(LogicalPlan input) {
    LogicalPlan below =
        input instanceof Project project
                && project.assignments().stream().allMatch(Assignment::isKept)
            ? project.input()
            : input;
    return below instanceof Join join && join.kind() == JoinKind.LEFT ? join : null;
  }

  /** The right side's columns of a condition made of equal columns alone; else none. */
  private static List<PlanColumn> rightKeys(Join join) {
    Set<PlanColumn> right = Set.copyOf(join.right().columns());
    List<PlanColumn> keys = new ArrayList<>();
    for (Expression conjunct : join.condition()) {
      if (!(conjunct instanceof Expression.Comparison comparison)
          || comparison.operator() != ComparisonOperator.EQUAL
          || !(comparison.left() instanceof PlanColumn first)
          || !(comparison.right() instanceof PlanColumn second)
          || right.contains(first) == right.contains(second)) {
        return List.of();
      }
      PlanColumn key = right.contains(first) ? first : second;
      if (!keys.contains(key)) {
        keys.add(key);
      }
    }
    return keys;
  }

  /** Whether it groups by the left side and aggregates the right. */
  private static boolean reads(Aggregate aggregate, Join join) {
    if (!join.left().columns().containsAll(aggregate.keys())) {
      return false;
    }
    for (AggregateAssignment call : aggregate.aggregates()) {
      List<Expression> read = new ArrayList<>();
      if (call.argument() != null) {
        read.add(call.argument());
      }
      if (call.filter() != null) {
        read.add(call.filter());
      }
      boolean merges =
          switch (call.function()) {
            case COUNT, SUM, MIN, MAX -> true;
            case COUNT_STAR, AVG, VAR_SAMP, VAR_POP, STDDEV_SAMP, STDDEV_POP -> false;
            case BIT_OR, BIT_XOR, PRODUCT -> false;
          };
      Set<PlanColumn> from = ExpressionTrees.columns(read);
      if (!merges || from.isEmpty() || !join.right().columns().containsAll(from)) {
        return false;
      }
      // over a row of nulls these must be what they are over no row at all
      if (!(call.argument() instanceof PlanColumn) || call.filter() != null) {
        return false;
      }
    }
    return !aggregate.aggregates().isEmpty();
  }

  private boolean pays(Join join, List<PlanColumn> joinKeys) {
    double groups = estimator.estimate(new Aggregate(join.right(), joinKeys, List.of())).numRows();
    return groups < MAX_GROUP_SHARE * estimator.estimate(join.right()).numRows();
  }

  private LogicalPlan split(Aggregate aggregate, Join join, List<PlanColumn> joinKeys) {
    List<AggregateAssignment> partials = new ArrayList<>();
    List<AggregateAssignment> totals = new ArrayList<>();
    List<Assignment> results = new ArrayList<>();
    aggregate.keys().forEach(key -> results.add(Assignment.keep(key)));
    for (AggregateAssignment call : aggregate.aggregates()) {
      String name = call.column().name();
      PlanColumn partial = columns.copyOf(call.column());
      partials.add(new AggregateAssignment(partial, call.function(), call.argument(), null, false));
      AggregateFunction merge =
          call.function() == AggregateFunction.COUNT ? AggregateFunction.SUM : call.function();
      PlanColumn seen = partial.withNullable(true);
      PlanColumn total = columns.create(name, AggregateTypes.result(merge, seen), true);
      totals.add(new AggregateAssignment(total, merge, seen, null, false));
      results.add(new Assignment(call.column(), result(call, total)));
    }
    LogicalPlan grouped = new Aggregate(join.right(), joinKeys, partials);
    LogicalPlan joined = new Join(join.left(), grouped, JoinKind.LEFT, join.condition());
    return new Project(new Aggregate(joined, aggregate.keys(), totals), results);
  }

  private static Expression result(AggregateAssignment call, PlanColumn total) {
    Expression value = TypedExpressions.cast(total, call.column().type());
    return call.function() == AggregateFunction.COUNT
        ? TypedExpressions.caseWhen(
            List.of(new Expression.IsNull(total)), List.of(new Literal(0L, DataType.INT64)), value)
        : value;
  }
}
