package io.scheelite.sql.optimizer;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Filter;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.LogicalPlan.Project;
import io.scheelite.sql.logical.LogicalPlan.SingleRow;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import io.scheelite.sql.logical.SubqueryExpression;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns subqueries into joins, innermost first. EXISTS and IN as conjuncts become semi and anti
 * joins, elsewhere joins that mark; a scalar subquery becomes a cross join with its single row or,
 * when correlated, a left join with its aggregate grouped by the correlated columns or a join that
 * allows one match. What correlates is taken care of by {@link DependentJoins}.
 */
final class SubqueryUnnesting {
  private final ColumnFactory columns;
  private final DependentJoins joins;

  SubqueryUnnesting(ColumnFactory columns) {
    this.columns = columns;
    this.joins = new DependentJoins(columns, null);
  }

  /** The plan without subquery expressions. */
  LogicalPlan unnest(LogicalPlan plan) {
    LogicalPlan node = PlanTrees.mapInputs(plan, this::unnest);
    if (PlanTrees.expressions(node).stream().noneMatch(ExpressionTrees::hasSubquery)) {
      return node instanceof Join join ? unnestLateral(join) : node;
    }
    LogicalPlan inner = PlanTrees.mapExpressions(node, this::unnestInside);
    return switch (inner) {
      case Filter filter -> unnestFilter(filter);
      case Project project -> unnestProject(project);
      case Join join -> unnestJoin(join);
      case LogicalPlan.Scan _,
          LogicalPlan.Values _,
          LogicalPlan.Shared _,
          LogicalPlan.Aggregate _,
          LogicalPlan.Sort _,
          LogicalPlan.Limit _,
          LogicalPlan.UnionAll _,
          LogicalPlan.Window _,
          LogicalPlan.Expand _,
          SingleRow _ ->
          throw SqlException.unsupported("a subquery in this place");
    };
  }

  private Expression unnestInside(Expression expression) {
    return ExpressionTrees.rewrite(
        expression,
        node ->
            node instanceof SubqueryExpression subquery
                ? subquery.withPlan(unnest(subquery.plan()))
                : node);
  }

  /** A right side that reads columns of the left one (LATERAL). */
  private LogicalPlan unnestLateral(Join join) {
    boolean dependent = join.kind() == JoinKind.INNER || join.kind() == JoinKind.LEFT;
    return dependent
            && PlanTrees.outerColumns(join.right()).stream()
                .anyMatch(join.left().columns()::contains)
        ? joins.join(join.left(), join.right(), join.kind(), join.condition(), null)
        : join;
  }

  /** Subqueries in the condition of an outer join belong to the side whose columns they read. */
  private LogicalPlan unnestJoin(Join join) {
    LogicalPlan left = join.left();
    LogicalPlan right = join.right();
    List<Expression> condition = new ArrayList<>();
    for (Expression conjunct : join.condition()) {
      List<Expression> rewritten = List.of(conjunct);
      if (ExpressionTrees.hasSubquery(conjunct)) {
        Set<PlanColumn> read = columnsOfSubqueries(conjunct);
        if (read.stream().noneMatch(left.columns()::contains)) {
          SubqueryValues.Joined joined = SubqueryValues.join(right, rewritten, columns);
          right = joined.plan();
          rewritten = joined.expressions();
        } else if (read.stream().noneMatch(right.columns()::contains)) {
          SubqueryValues.Joined joined = SubqueryValues.join(left, rewritten, columns);
          left = joined.plan();
          rewritten = joined.expressions();
        } else {
          throw SqlException.unsupported(
              "a subquery over both sides in the condition of an outer join");
        }
      }
      condition.addAll(rewritten);
    }
    LogicalPlan joined = unnestLateral(join.with(left, right, condition));
    return keepColumns(joined, join.columns());
  }

  private static Set<PlanColumn> columnsOfSubqueries(Expression node) {
    if (node instanceof SubqueryExpression) {
      return ExpressionTrees.columns(node);
    }
    Set<PlanColumn> result = new HashSet<>();
    node.children().forEach(child -> result.addAll(columnsOfSubqueries(child)));
    return result;
  }

  private LogicalPlan unnestFilter(Filter filter) {
    List<Expression> plain = new ArrayList<>();
    List<Expression> nested = new ArrayList<>();
    for (Expression conjunct : filter.conjuncts()) {
      (ExpressionTrees.hasSubquery(conjunct) ? nested : plain).add(conjunct);
    }
    LogicalPlan plan = PlanTrees.filter(filter.input(), plain);
    List<Expression> ofValues = new ArrayList<>();
    for (Expression conjunct : nested) {
      LogicalPlan chosen = choosingJoin(plan, conjunct);
      if (chosen == null) {
        ofValues.add(insAsExists(conjunct));
      } else {
        plan = chosen;
      }
    }
    if (!ofValues.isEmpty()) {
      SubqueryValues.Joined joined = SubqueryValues.join(plan, ofValues, columns);
      plan = PlanTrees.filter(joined.plan(), joined.expressions());
    }
    return keepColumns(plan, filter.columns());
  }

  /** The rows on which a conjunct is true, if a join alone can choose them. */
  private @Nullable LogicalPlan choosingJoin(LogicalPlan input, Expression conjunct) {
    return switch (conjunct) {
      case SubqueryExpression.Exists exists -> existsJoin(input, exists, JoinKind.SEMI);
      case SubqueryExpression.In in ->
          joins.join(input, in.plan(), JoinKind.SEMI, in.matches(), null);
      case Expression.Not(SubqueryExpression.Exists exists) ->
          existsJoin(input, exists, JoinKind.ANTI);
      case Expression.Not(SubqueryExpression.In in) -> notInJoin(input, in);
      default -> null;
    };
  }

  /**
   * Where unknown counts as false, {@code x IN (query)} asks whether a row of the query equals x.
   */
  private static Expression insAsExists(Expression node) {
    return switch (node) {
      case Expression.And _, Expression.Or _ ->
          ExpressionTrees.mapChildren(node, SubqueryUnnesting::insAsExists);
      case SubqueryExpression.In in ->
          new SubqueryExpression.Exists(PlanTrees.filter(in.plan(), in.matches()));
      default -> node;
    };
  }

  private LogicalPlan unnestProject(Project project) {
    SubqueryValues.Joined joined =
        SubqueryValues.join(
            project.input(),
            project.assignments().stream().map(Assignment::expression).toList(),
            columns);
    List<Assignment> assignments = new ArrayList<>();
    for (int i = 0; i < joined.expressions().size(); i++) {
      assignments.add(
          new Assignment(project.assignments().get(i).column(), joined.expressions().get(i)));
    }
    return new Project(joined.plan(), assignments);
  }

  private LogicalPlan existsJoin(
      LogicalPlan input, SubqueryExpression.Exists exists, JoinKind kind) {
    return joins.join(input, ExistingRows.of(exists.plan()), kind, List.of(), null);
  }

  /**
   * {@code NOT IN} is true for all rows if the query is empty; else for rows without a match,
   * unless a null is involved: a null operand or a null anywhere in the query make it unknown.
   */
  private LogicalPlan notInJoin(LogicalPlan input, SubqueryExpression.In in) {
    if (!NullAwareness.matters(in)) {
      return joins.join(input, in.plan(), JoinKind.ANTI, in.matches(), null);
    }
    if (NullAwareness.appliesTo(in)) {
      NullAwareness.Sides sides = NullAwareness.sides(input, in, columns);
      return new Join(
          sides.left(), sides.right(), JoinKind.NULL_AWARE_ANTI, List.of(sides.condition()));
    }
    Expression perhaps =
        TypedExpressions.comparison(
            ComparisonOperator.IS_DISTINCT_FROM,
            ExpressionTrees.and(in.matches()),
            new Literal(false, DataType.BOOLEAN));
    return joins.join(input, in.plan(), JoinKind.ANTI, List.of(perhaps), null);
  }

  private static LogicalPlan keepColumns(LogicalPlan plan, List<PlanColumn> wanted) {
    return plan.columns().size() == wanted.size()
        ? plan
        : new Project(plan, wanted.stream().map(Assignment::keep).toList());
  }
}
