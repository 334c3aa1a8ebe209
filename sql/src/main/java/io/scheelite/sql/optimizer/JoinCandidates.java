package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.estimate.Estimate;
import io.scheelite.sql.estimate.Estimator;
import io.scheelite.sql.estimate.JoinEstimates;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.optimizer.JoinGraph.Relation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds and prices joins of sets of relations.
 *
 * <p>Cost counts rows touched: each row of the build side {@value #BUILD_COST} times, of the probe
 * side and of the output once; a join without an equality touches all pairs.
 */
final class JoinCandidates {
  private static final double BUILD_COST = 3;

  /** The best known way to join a set. */
  record Candidate(long set, LogicalPlan plan, Estimate estimate, double cost) {}

  private final JoinGraph graph;
  private final Estimator estimator;
  private final Map<Long, Estimate> estimates = new HashMap<>();

  JoinCandidates(JoinGraph graph, Estimator estimator) {
    this.graph = graph;
    this.estimator = estimator;
  }

  /** A relation by itself. */
  Candidate single(int relation) {
    LogicalPlan plan = graph.relations().get(relation).plan();
    return new Candidate(JoinGraph.bit(relation), plan, estimator.estimate(plan), 0);
  }

  /** Whether the relation is joined for real, not by a semi or anti join. */
  boolean isInner(int relation) {
    return graph.relations().get(relation).kind() == JoinKind.INNER;
  }

  /** Whether a set may be joined at all: what a semi or anti join in it reads is there too. */
  boolean isComplete(long set) {
    for (long rest = set; rest != 0; rest &= rest - 1) {
      long needs = graph.relations().get(Long.numberOfTrailingZeros(rest)).needs();
      if ((set & needs) != needs) {
        return false;
      }
    }
    return true;
  }

  /** Whether anything relates two disjoint sets. */
  boolean connected(long left, long right) {
    if (filtering(left, right) != null || filtering(right, left) != null) {
      return true;
    }
    for (JoinGraph.EqualityClass equal : graph.classes()) {
      if (equal.in(left) != null && equal.in(right) != null) {
        return true;
      }
    }
    long both = left | right;
    return graph.predicates().stream()
        .anyMatch(
            p ->
                (p.relations() & left) != 0
                    && (p.relations() & right) != 0
                    && (p.relations() & ~both) == 0);
  }

  /** The cheaper of the ways to join two sets, or null when they may not be joined. */
  @Nullable Candidate join(Candidate left, Candidate right) {
    Relation semi = filtering(left.set, right.set);
    if (semi != null) {
      return filter(left, right, semi);
    }
    Relation mirrored = filtering(right.set, left.set);
    if (mirrored != null) {
      return filter(right, left, mirrored);
    }
    return holdsInner(left.set) && holdsInner(right.set) ? inner(left, right) : null;
  }

  private boolean holdsInner(long set) {
    return Long.bitCount(set) > 1 || isInner(Long.numberOfTrailingZeros(set));
  }

  /** The semi or anti join that {@code right} is, if {@code left} has all it reads. */
  private @Nullable Relation filtering(long left, long right) {
    if (Long.bitCount(right) != 1) {
      return null;
    }
    Relation relation = graph.relations().get(Long.numberOfTrailingZeros(right));
    boolean applies =
        relation.kind() != JoinKind.INNER && (left & relation.needs()) == relation.needs();
    return applies ? relation : null;
  }

  private Candidate filter(Candidate left, Candidate right, Relation relation) {
    Join join = new Join(left.plan, right.plan, relation.kind(), relation.condition());
    return priced(left, right, join, !relation.condition().isEmpty());
  }

  private Candidate inner(Candidate left, Candidate right) {
    long both = left.set | right.set;
    List<Expression> condition = new ArrayList<>();
    for (JoinGraph.EqualityClass equal : graph.classes()) {
      PlanColumn leftColumn = equal.in(left.set);
      PlanColumn rightColumn = equal.in(right.set);
      if (leftColumn != null && rightColumn != null) {
        condition.add(new Expression.Comparison(ComparisonOperator.EQUAL, leftColumn, rightColumn));
      }
    }
    boolean hashable = !condition.isEmpty();
    for (JoinGraph.Predicate predicate : graph.predicates()) {
      boolean inside = (predicate.relations() & ~both) == 0 && predicate.relations() != 0;
      boolean sooner =
          (predicate.relations() & ~left.set) == 0 || (predicate.relations() & ~right.set) == 0;
      if (inside && !sooner) {
        condition.add(predicate.expression());
        hashable |= isEquality(predicate.expression());
      }
    }
    return priced(
        left, right, new Join(left.plan, right.plan, JoinKind.INNER, condition), hashable);
  }

  private static boolean isEquality(Expression expression) {
    return expression instanceof Expression.Comparison comparison
        && comparison.operator() == ComparisonOperator.EQUAL;
  }

  private Candidate priced(Candidate left, Candidate right, Join join, boolean hashable) {
    long both = left.set | right.set;
    Estimate estimate =
        estimates.computeIfAbsent(both, ignored -> estimate(left.estimate, right.estimate, join));
    estimator.remember(join, estimate);
    double leftRows = left.estimate.numRows();
    double rightRows = right.estimate.numRows();
    double touched =
        hashable
            ? Math.min(leftRows, rightRows) * BUILD_COST + Math.max(leftRows, rightRows)
            : leftRows * rightRows;
    double cost = left.cost + right.cost + touched + estimate.numRows();
    return new Candidate(both, join, estimate, cost);
  }

  private static Estimate estimate(Estimate left, Estimate right, Join join) {
    JoinEstimates.Keys keys = JoinEstimates.Keys.of(join.condition(), left, right);
    return switch (join.kind()) {
      case INNER, LEFT, FULL, SINGLE -> JoinEstimates.inner(left, right, keys);
      case MARK, NULL_AWARE_MARK -> left;
      case SEMI ->
          new Estimate(
              left.numRows() * JoinEstimates.matchShare(left, right, keys), left.columns());
      case ANTI, NULL_AWARE_ANTI ->
          new Estimate(
              left.numRows() * Math.max(0.1, 1 - JoinEstimates.matchShare(left, right, keys)),
              left.columns());
    };
  }
}
