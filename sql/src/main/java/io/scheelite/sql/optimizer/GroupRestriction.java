package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.estimate.Estimate;
import io.scheelite.sql.estimate.Estimator;
import io.scheelite.sql.estimate.JoinEstimates;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Aggregate;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Filter;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.LogicalPlan.Project;
import io.scheelite.sql.logical.LogicalPlan.Scan;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Spares aggregates the groups that a join drops afterwards. Where the other side of the join
 * brings few keys, the aggregate's input is semi-joined first with a copy of whatever brings them
 * (magic sets): a subquery correlated to a filtered table then looks at that table's rows alone.
 */
final class GroupRestriction {
  private static final double MAX_SHARE_KEPT = 0.3;
  private static final double MAX_COST_SHARE = 0.5;

  private final Estimator estimator;
  private final ColumnFactory columns;

  GroupRestriction(Estimator estimator, ColumnFactory columns) {
    this.estimator = estimator;
    this.columns = columns;
  }

  /** The plan with aggregates restricted wherever that seems to pay. */
  LogicalPlan apply(LogicalPlan plan) {
    LogicalPlan node = PlanTrees.mapInputs(plan, this::apply);
    return node instanceof Join join ? restrictInputs(join) : node;
  }

  private Join restrictInputs(Join join) {
    LogicalPlan left = join.left();
    LogicalPlan right = join.right();
    if (join.kind() == JoinKind.INNER || join.kind() == JoinKind.SEMI) {
      left = restrict(left, right, join.condition());
    }
    right = restrict(right, left, join.condition());
    return new Join(left, right, join.kind(), join.condition());
  }

  private LogicalPlan restrict(
      LogicalPlan target, LogicalPlan other, List<Expression> joinCondition) {
    for (Expression conjunct : joinCondition) {
      PlanColumn key = columnOf(conjunct, target);
      PlanColumn match = columnOf(conjunct, other);
      if (key != null && match != null && key.type().equals(match.type())) {
        LogicalPlan restricted = intoAggregate(target, key, new Supply(match, other));
        if (restricted != null) {
          return restricted;
        }
      }
    }
    return target;
  }

  /** The column of {@code plan} in an equality of two columns, or null. */
  private static @Nullable PlanColumn columnOf(Expression conjunct, LogicalPlan plan) {
    if (conjunct instanceof Expression.Comparison comparison
        && comparison.operator() == ComparisonOperator.EQUAL
        && comparison.left() instanceof PlanColumn first
        && comparison.right() instanceof PlanColumn second) {
      boolean hasFirst = plan.columns().contains(first);
      boolean hasSecond = plan.columns().contains(second);
      return hasFirst == hasSecond ? null : (hasFirst ? first : second);
    }
    return null;
  }

  /** A plan one of whose columns holds every key that can find a match. */
  private record Supply(PlanColumn column, LogicalPlan plan) {}

  /**
   * The plan with the aggregate at its top restricted; null if there is none or it does not pay.
   */
  private @Nullable LogicalPlan intoAggregate(LogicalPlan node, PlanColumn key, Supply supply) {
    return switch (node) {
      case Filter filter -> {
        LogicalPlan input = intoAggregate(filter.input(), key, supply);
        yield input == null ? null : new Filter(input, filter.conjuncts());
      }
      case Project project -> {
        PlanColumn source = sourceOf(project, key);
        LogicalPlan input = source == null ? null : intoAggregate(project.input(), source, supply);
        yield input == null ? null : new Project(input, project.assignments());
      }
      case Aggregate aggregate when aggregate.keys().contains(key) -> {
        LogicalPlan input = semiJoined(aggregate.input(), key, supply);
        yield input == null ? null : new Aggregate(input, aggregate.keys(), aggregate.aggregates());
      }
      default -> null;
    };
  }

  private static @Nullable PlanColumn sourceOf(Project project, PlanColumn column) {
    for (Assignment assignment : project.assignments()) {
      if (assignment.column().equals(column)
          && assignment.expression() instanceof PlanColumn from) {
        return from;
      }
    }
    return null;
  }

  /** Semi-joins as far down as the key goes. */
  private @Nullable LogicalPlan semiJoined(LogicalPlan node, PlanColumn key, Supply supply) {
    return switch (node) {
      case Filter filter -> {
        LogicalPlan input = semiJoined(filter.input(), key, supply);
        yield input == null ? null : new Filter(input, filter.conjuncts());
      }
      case Project project -> {
        PlanColumn source = sourceOf(project, key);
        LogicalPlan input = source == null ? null : semiJoined(project.input(), source, supply);
        yield input == null ? null : new Project(input, project.assignments());
      }
      case Join join when join.left().columns().contains(key) -> {
        LogicalPlan left = semiJoined(join.left(), key, supply);
        yield left == null ? null : new Join(left, join.right(), join.kind(), join.condition());
      }
      case Join join when join.kind() == JoinKind.INNER -> {
        LogicalPlan right = semiJoined(join.right(), key, supply);
        yield right == null ? null : new Join(join.left(), right, join.kind(), join.condition());
      }
      default -> semiJoinedHere(node, key, supply);
    };
  }

  private @Nullable LogicalPlan semiJoinedHere(LogicalPlan node, PlanColumn key, Supply supply) {
    double rows = estimator.estimate(node).numRows();
    Supply best = null;
    double bestCost = MAX_COST_SHARE * rows;
    for (Supply candidate : supplies(supply)) {
      double share = shareKept(node, key, candidate);
      double cost = scannedRows(candidate.plan) + share * rows;
      if (share <= MAX_SHARE_KEPT && cost < bestCost) {
        best = candidate;
        bestCost = cost;
      }
    }
    if (best == null) {
      return null;
    }
    PlanColumns.Copy copy = PlanColumns.copy(best.plan, columns);
    PlanColumn match = copy.columns().getOrDefault(best.column, best.column);
    return new Join(
        node,
        new Project(copy.plan(), List.of(Assignment.keep(match))),
        JoinKind.SEMI,
        List.of(TypedExpressions.comparison(ComparisonOperator.EQUAL, key, match)));
  }

  /** The share of rows kept: never less than the share of its table that the candidate brings. */
  private double shareKept(LogicalPlan node, PlanColumn key, Supply candidate) {
    Estimate left = estimator.estimate(node);
    Estimate right = estimator.estimate(candidate.plan);
    double brought = right.numRows() / right.column(candidate.column).numBaseRows();
    Expression equal = TypedExpressions.comparison(ComparisonOperator.EQUAL, key, candidate.column);
    return Math.max(
        brought,
        JoinEstimates.matchShare(left, right, JoinEstimates.Keys.of(List.of(equal), left, right)));
  }

  private static double scannedRows(LogicalPlan plan) {
    double rows = plan instanceof Scan scan ? Estimator.unfiltered(scan).numRows() : 0;
    for (LogicalPlan input : plan.inputs()) {
      rows += scannedRows(input);
    }
    return rows;
  }

  /** The supply itself and parts of it that suffice: equal columns of its joins' inputs. */
  private static List<Supply> supplies(Supply supply) {
    List<Supply> result = new ArrayList<>(List.of(supply));
    switch (supply.plan) {
      case Filter filter -> result.addAll(supplies(new Supply(supply.column, filter.input())));
      case Project project -> {
        PlanColumn source = sourceOf(project, supply.column);
        if (source != null) {
          result.addAll(supplies(new Supply(source, project.input())));
        }
      }
      case Join join -> addInputs(join, supply.column, result);
      default -> {}
    }
    return result;
  }

  private static void addInputs(Join join, PlanColumn column, List<Supply> result) {
    boolean fromLeft = join.left().columns().contains(column);
    if (fromLeft) {
      result.addAll(supplies(new Supply(column, join.left())));
    } else if (join.kind() == JoinKind.INNER) {
      result.addAll(supplies(new Supply(column, join.right())));
    }
    if (join.kind() != JoinKind.INNER && join.kind() != JoinKind.SEMI) {
      return;
    }
    LogicalPlan across = fromLeft ? join.right() : join.left();
    for (Expression conjunct : join.condition()) {
      PlanColumn here = columnOf(conjunct, fromLeft ? join.left() : join.right());
      PlanColumn there = columnOf(conjunct, across);
      if (there != null && column.equals(here) && there.type().equals(column.type())) {
        result.addAll(supplies(new Supply(there, across)));
      }
    }
  }
}
