package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Filter;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.LogicalPlan.Project;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the correlated conjuncts out of the filters of a subquery. What is left is a plan of its
 * own; the conjuncts taken become part of a join condition. Works through projections, filters and
 * inner joins; correlation anywhere else stays.
 */
final class Decorrelation {
  private final Set<PlanColumn> outer;
  private final List<Expression> taken = new ArrayList<>();
  private boolean computes;

  private Decorrelation(Set<PlanColumn> outer) {
    this.outer = outer;
  }

  /**
   * The result.
   *
   * @param plan produces at least the columns that {@code conjuncts} read of it
   * @param conjuncts over columns of the plan and of the outer query
   */
  record Result(LogicalPlan plan, List<Expression> conjuncts) {}

  /**
   * Splits a subquery's plan whose own subqueries are unnested already; null where a projection
   * computes something of the outer query. The rest may still read the outer query elsewhere.
   */
  static @Nullable Result split(LogicalPlan plan) {
    Set<PlanColumn> outer = PlanTrees.outerColumns(plan);
    if (outer.isEmpty()) {
      return new Result(plan, List.of());
    }
    Decorrelation decorrelation = new Decorrelation(outer);
    LogicalPlan rest = decorrelation.takeFrom(plan);
    return decorrelation.computes ? null : new Result(rest, decorrelation.taken);
  }

  private LogicalPlan takeFrom(LogicalPlan node) {
    if (PlanTrees.outerColumns(node).isEmpty()) {
      return node;
    }
    return switch (node) {
      case Filter filter -> {
        LogicalPlan input = takeFrom(filter.input());
        yield PlanTrees.filter(input, keepUncorrelated(filter.conjuncts()));
      }
      case Join join when join.kind() == JoinKind.INNER ->
          new Join(
              takeFrom(join.left()),
              takeFrom(join.right()),
              JoinKind.INNER,
              keepUncorrelated(join.condition()));
      case Join join when join.kind().filters() || join.kind().marks() ->
          join.with(takeFrom(join.left()), join.right());
      case Project project -> throughProject(project);
      case LogicalPlan.Sort sort -> takeFrom(sort.input());
      case LogicalPlan.Scan _,
          LogicalPlan.Values _,
          LogicalPlan.Shared _,
          Join _,
          LogicalPlan.Aggregate _,
          LogicalPlan.Limit _,
          LogicalPlan.UnionAll _,
          LogicalPlan.Window _,
          LogicalPlan.Expand _,
          LogicalPlan.SingleRow _ ->
          node;
    };
  }

  private List<Expression> keepUncorrelated(List<Expression> conjuncts) {
    List<Expression> kept = new ArrayList<>();
    for (Expression conjunct : conjuncts) {
      boolean correlated = ExpressionTrees.columns(conjunct).stream().anyMatch(outer::contains);
      (correlated ? taken : kept).add(conjunct);
    }
    return kept;
  }

  /** Columns that were taken are passed through. */
  private LogicalPlan throughProject(Project project) {
    LogicalPlan input = takeFrom(project.input());
    List<Assignment> assignments = new ArrayList<>(project.assignments());
    Set<PlanColumn> produced = new LinkedHashSet<>(input.columns());
    Set<PlanColumn> present = new LinkedHashSet<>();
    for (Assignment assignment : assignments) {
      present.add(assignment.column());
      computes |=
          ExpressionTrees.columns(assignment.expression()).stream().anyMatch(outer::contains);
    }
    for (PlanColumn column : ExpressionTrees.columns(taken)) {
      if (produced.contains(column) && present.add(column)) {
        assignments.add(Assignment.keep(column));
      }
    }
    return new Project(input, assignments);
  }
}
