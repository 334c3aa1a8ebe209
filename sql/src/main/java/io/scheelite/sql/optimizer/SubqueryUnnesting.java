package io.scheelite.sql.optimizer;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.AggregateAssignment;
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
import java.util.List;

/**
 * Turns subqueries into joins, innermost first. EXISTS and IN as conjuncts become semi and anti
 * joins whose condition holds the correlated conjuncts; a scalar subquery becomes a cross join with
 * its single row or, when correlated, a left join with its aggregate grouped by the correlated
 * columns.
 */
final class SubqueryUnnesting {
  private final ColumnFactory columns;
  private final ScalarSubqueries scalars;

  SubqueryUnnesting(ColumnFactory columns) {
    this.columns = columns;
    this.scalars = new ScalarSubqueries(columns);
  }

  /** The plan without subquery expressions. */
  LogicalPlan unnest(LogicalPlan plan) {
    LogicalPlan node = PlanTrees.mapInputs(plan, this::unnest);
    if (PlanTrees.expressions(node).stream().noneMatch(ExpressionTrees::hasSubquery)) {
      return node;
    }
    LogicalPlan inner = PlanTrees.mapExpressions(node, this::unnestInside);
    return switch (inner) {
      case Filter filter -> unnestFilter(filter);
      case Project project -> unnestProject(project);
      case Join _ -> throw SqlException.unsupported("subqueries in the condition of an outer join");
      case LogicalPlan.Scan _,
          LogicalPlan.Values _,
          LogicalPlan.Aggregate _,
          LogicalPlan.Sort _,
          LogicalPlan.Limit _,
          LogicalPlan.UnionAll _,
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

  private LogicalPlan unnestFilter(Filter filter) {
    List<Expression> plain = new ArrayList<>();
    List<Expression> nested = new ArrayList<>();
    for (Expression conjunct : filter.conjuncts()) {
      (ExpressionTrees.hasSubquery(conjunct) ? nested : plain).add(conjunct);
    }
    LogicalPlan plan = PlanTrees.filter(filter.input(), plain);
    for (Expression conjunct : nested) {
      plan = unnestConjunct(plan, conjunct);
    }
    return keepColumns(plan, filter.columns());
  }

  private LogicalPlan unnestConjunct(LogicalPlan input, Expression conjunct) {
    return switch (conjunct) {
      case SubqueryExpression.Exists exists -> existsJoin(input, exists, JoinKind.SEMI);
      case SubqueryExpression.In in -> inJoin(input, in);
      case Expression.Not(SubqueryExpression.Exists exists) ->
          existsJoin(input, exists, JoinKind.ANTI);
      case Expression.Not(SubqueryExpression.In in) -> notInJoin(input, in);
      default -> {
        ScalarSubqueries.Joined joined = scalars.join(input, List.of(insAsExists(conjunct)));
        yield PlanTrees.filter(joined.plan(), joined.expressions());
      }
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
    ScalarSubqueries.Joined joined =
        scalars.join(
            project.input(), project.assignments().stream().map(Assignment::expression).toList());
    List<Assignment> assignments = new ArrayList<>();
    for (int i = 0; i < joined.expressions().size(); i++) {
      assignments.add(
          new Assignment(project.assignments().get(i).column(), joined.expressions().get(i)));
    }
    return new Project(joined.plan(), assignments);
  }

  private static LogicalPlan existsJoin(
      LogicalPlan input, SubqueryExpression.Exists exists, JoinKind kind) {
    Decorrelation.Result result = Decorrelation.split(exists.plan());
    return new Join(input, result.plan(), kind, result.conjuncts());
  }

  private static LogicalPlan inJoin(LogicalPlan input, SubqueryExpression.In in) {
    Decorrelation.Result result = Decorrelation.split(in.plan());
    List<Expression> condition = new ArrayList<>(in.matches());
    condition.addAll(result.conjuncts());
    return new Join(input, result.plan(), JoinKind.SEMI, condition);
  }

  /**
   * {@code NOT IN} is true for all rows if the query is empty; else for rows without a match,
   * unless a null is involved: a null operand or a null anywhere in the query make it unknown.
   * Where nulls are possible the query's rows are counted first.
   */
  private LogicalPlan notInJoin(LogicalPlan input, SubqueryExpression.In in) {
    List<PlanColumn> produced = in.plan().columns();
    List<Expression> inner = new ArrayList<>();
    for (Expression match : in.matches()) {
      ExpressionTrees.columns(match).stream()
          .filter(produced::contains)
          .map(column -> produced.get(produced.indexOf(column)))
          .forEach(inner::add);
    }
    boolean mayBeNull =
        in.operands().stream().anyMatch(Expression::nullable)
            || inner.stream().anyMatch(Expression::nullable);
    if (!mayBeNull) {
      Decorrelation.Result result = Decorrelation.split(in.plan());
      List<Expression> condition = new ArrayList<>(in.matches());
      condition.addAll(result.conjuncts());
      return new Join(input, result.plan(), JoinKind.ANTI, condition);
    }
    if (!PlanTrees.outerColumns(in.plan()).isEmpty() || in.matches().size() != 1) {
      throw SqlException.unsupported("correlated or many-column NOT IN where nulls are possible");
    }
    return nullAwareAntiJoin(input, in, inner.getFirst());
  }

  private LogicalPlan nullAwareAntiJoin(
      LogicalPlan input, SubqueryExpression.In in, Expression innerColumn) {
    PlanColumn rows = columns.create("rows", DataType.INT64, false);
    PlanColumn notNull = columns.create("not_null", DataType.INT64, false);
    PlanColumns.Copy copy = PlanColumns.copy(in.plan(), columns);
    LogicalPlan counts =
        new LogicalPlan.Aggregate(
            copy.plan(),
            List.of(),
            List.of(
                new AggregateAssignment(rows, AggregateFunction.COUNT_STAR, null, null, false),
                new AggregateAssignment(
                    notNull,
                    AggregateFunction.COUNT,
                    ExpressionTrees.substitute(innerColumn, copy.columns()),
                    null,
                    false)));
    Expression empty =
        TypedExpressions.comparison(
            ComparisonOperator.EQUAL, rows, new Literal(0L, DataType.INT64));
    Expression known =
        new Expression.And(
            List.of(
                new Expression.Not(new Expression.IsNull(in.operands().getFirst())),
                TypedExpressions.comparison(ComparisonOperator.EQUAL, rows, notNull)));
    LogicalPlan counted = new Join(input, counts, JoinKind.INNER, List.of());
    LogicalPlan candidates =
        PlanTrees.filter(counted, List.of(new Expression.Or(List.of(empty, known))));
    return new Join(candidates, in.plan(), JoinKind.ANTI, in.matches());
  }

  private static LogicalPlan keepColumns(LogicalPlan plan, List<PlanColumn> wanted) {
    return plan.columns().size() == wanted.size()
        ? plan
        : new Project(plan, wanted.stream().map(Assignment::keep).toList());
  }
}
