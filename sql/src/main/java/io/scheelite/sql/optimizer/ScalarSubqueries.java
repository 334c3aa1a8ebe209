package io.scheelite.sql.optimizer;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.expression.TypedFunctions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Aggregate;
import io.scheelite.sql.logical.LogicalPlan.AggregateAssignment;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Filter;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.LogicalPlan.Limit;
import io.scheelite.sql.logical.LogicalPlan.Project;
import io.scheelite.sql.logical.LogicalPlan.SingleRow;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import io.scheelite.sql.logical.SubqueryExpression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Joins scalar and existence subqueries to the plan whose expressions contain them. */
final class ScalarSubqueries {
  private final ColumnFactory columns;

  ScalarSubqueries(ColumnFactory columns) {
    this.columns = columns;
  }

  /** A plan that produces the subqueries' values and the expressions that now read them. */
  record Joined(LogicalPlan plan, List<Expression> expressions) {}

  /** Joins every subquery inside {@code expressions} to {@code input}. */
  Joined join(LogicalPlan input, List<Expression> expressions) {
    LogicalPlan[] plan = {input};
    List<Expression> rewritten = new ArrayList<>();
    for (Expression expression : expressions) {
      rewritten.add(
          ExpressionTrees.rewrite(
              expression,
              node ->
                  switch (node) {
                    case SubqueryExpression.Scalar scalar -> {
                      Value value = scalarValue(plan[0], scalar);
                      plan[0] = value.plan;
                      yield value.expression;
                    }
                    case SubqueryExpression.Exists exists -> {
                      Value value = existsValue(plan[0], exists);
                      plan[0] = value.plan;
                      yield value.expression;
                    }
                    case SubqueryExpression.In _ ->
                        throw SqlException.unsupported(
                            "IN (SELECT …) other than as a condition of its own");
                    default -> node;
                  }));
    }
    return new Joined(plan[0], rewritten);
  }

  private record Value(LogicalPlan plan, Expression expression) {}

  private Value scalarValue(LogicalPlan input, SubqueryExpression.Scalar scalar) {
    if (PlanTrees.outerColumns(scalar.plan()).isEmpty()) {
      LogicalPlan row = hasOneRow(scalar.plan()) ? scalar.plan() : new SingleRow(scalar.plan());
      PlanColumn value = row.columns().get(row.columns().indexOf(scalar.column()));
      return new Value(new Join(input, row, JoinKind.INNER, List.of()), value);
    }
    return correlatedAggregate(input, scalar.plan(), scalar.column());
  }

  /** Whether the plan yields exactly one row whatever the data. */
  static boolean hasOneRow(LogicalPlan plan) {
    return switch (plan) {
      case Aggregate aggregate -> aggregate.keys().isEmpty();
      case Project project -> hasOneRow(project.input());
      case LogicalPlan.Sort sort -> hasOneRow(sort.input());
      case SingleRow _ -> true;
      case LogicalPlan.Values values -> values.rows().size() == 1;
      case Join join ->
          join.kind() == JoinKind.INNER
              && join.condition().isEmpty()
              && hasOneRow(join.left())
              && hasOneRow(join.right());
      case LogicalPlan.Scan _, Filter _, Limit _, LogicalPlan.UnionAll _ -> false;
    };
  }

  /** Existence as a value: the count of matching rows, grouped by what correlates them. */
  private Value existsValue(LogicalPlan input, SubqueryExpression.Exists exists) {
    PlanColumn count = columns.create("matches", DataType.INT64, false);
    LogicalPlan counted =
        new Aggregate(
            exists.plan(),
            List.of(),
            List.of(
                new AggregateAssignment(count, AggregateFunction.COUNT_STAR, null, null, false)));
    Value value = scalarValue(input, new SubqueryExpression.Scalar(counted, count));
    return new Value(
        value.plan,
        new Expression.Comparison(
            ComparisonOperator.GREATER, value.expression, new Literal(0L, DataType.INT64)));
  }

  /**
   * A correlated aggregate: its correlated equalities become grouping keys and a left join, and the
   * projections above it are computed after the join, where a group without rows has null
   * aggregates and zero counts.
   */
  private Value correlatedAggregate(LogicalPlan input, LogicalPlan plan, PlanColumn column) {
    Expression result = column;
    LogicalPlan node = plan;
    while (node instanceof Project project) {
      result = ExpressionTrees.substitute(result, assignments(project));
      node = project.input();
    }
    if (!(node instanceof Aggregate aggregate) || !aggregate.keys().isEmpty()) {
      throw SqlException.unsupported("a correlated scalar subquery without an aggregate");
    }
    Decorrelation.Result split = Decorrelation.split(aggregate.input());
    Set<PlanColumn> produced = Set.copyOf(split.plan().columns());
    List<Assignment> keys = new ArrayList<>();
    List<Expression> condition = new ArrayList<>();
    for (Expression conjunct : split.conjuncts()) {
      addKey(conjunct, produced, keys, condition);
    }
    LogicalPlan grouped =
        new Aggregate(
            withKeys(split.plan(), keys),
            keys.stream().map(Assignment::column).toList(),
            aggregate.aggregates());
    Map<PlanColumn, Expression> afterJoin = new HashMap<>();
    for (AggregateAssignment call : aggregate.aggregates()) {
      afterJoin.put(call.column(), afterLeftJoin(call));
    }
    return new Value(
        new Join(input, grouped, JoinKind.LEFT, condition),
        ExpressionTrees.substitute(result, afterJoin));
  }

  private static Map<PlanColumn, Expression> assignments(Project project) {
    Map<PlanColumn, Expression> result = new HashMap<>();
    project.assignments().forEach(a -> result.put(a.column(), a.expression()));
    return result;
  }

  private static LogicalPlan withKeys(LogicalPlan plan, List<Assignment> keys) {
    if (keys.stream().allMatch(Assignment::isKept)) {
      return plan;
    }
    List<Assignment> all = new ArrayList<>();
    plan.columns().forEach(column -> all.add(Assignment.keep(column)));
    keys.stream().filter(key -> !key.isKept()).forEach(all::add);
    return new Project(plan, all);
  }

  /** Splits {@code inner = outer}. */
  private void addKey(
      Expression conjunct,
      Set<PlanColumn> produced,
      List<Assignment> keys,
      List<Expression> condition) {
    if (!(conjunct instanceof Expression.Comparison comparison)
        || comparison.operator() != ComparisonOperator.EQUAL) {
      throw SqlException.unsupported("a scalar subquery correlated by anything but equality");
    }
    boolean leftInner = produced.containsAll(ExpressionTrees.columns(comparison.left()));
    Expression inner = leftInner ? comparison.left() : comparison.right();
    Expression outer = leftInner ? comparison.right() : comparison.left();
    boolean separable =
        produced.containsAll(ExpressionTrees.columns(inner))
            && ExpressionTrees.columns(outer).stream().noneMatch(produced::contains);
    if (!separable) {
      throw SqlException.unsupported("a correlated equality that mixes both queries on one side");
    }
    PlanColumn key = inner instanceof PlanColumn same ? same : columns.create("key", inner);
    if (keys.stream().noneMatch(existing -> existing.column().equals(key))) {
      keys.add(new Assignment(key, inner));
    }
    condition.add(new Expression.Comparison(ComparisonOperator.EQUAL, outer, key));
  }

  private static Expression afterLeftJoin(AggregateAssignment call) {
    PlanColumn column = call.column().withNullable(true);
    return switch (call.function()) {
      case COUNT, COUNT_STAR ->
          TypedFunctions.call(
              ScalarFunction.COALESCE, List.of(column, new Literal(0L, DataType.INT64)));
      case SUM, MIN, MAX, AVG -> column;
    };
  }
}
