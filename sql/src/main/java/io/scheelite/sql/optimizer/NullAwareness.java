package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.ColumnFactory;
import io.scheelite.sql.logical.ExpressionTrees;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Project;
import io.scheelite.sql.logical.PlanColumn;
import io.scheelite.sql.logical.PlanTrees;
import io.scheelite.sql.logical.SubqueryExpression;
import java.util.ArrayList;
import java.util.List;

/** What nulls mean to {@code x IN (query)}: a comparison with one is unknown. */
final class NullAwareness {
  private NullAwareness() {}

  /** Whether any comparison may be unknown. */
  static boolean matters(SubqueryExpression.In in) {
    List<PlanColumn> produced = in.plan().columns();
    for (Expression match : in.matches()) {
      for (PlanColumn column : ExpressionTrees.columns(match)) {
        int position = produced.indexOf(column);
        if (position >= 0 ? produced.get(position).nullable() : column.nullable()) {
          return true;
        }
      }
    }
    return in.operands().stream().anyMatch(Expression::nullable)
        || in.matches().stream().anyMatch(Expression::nullable);
  }

  /** Whether one equality decides, with rows that are the same for all: then a join knows nulls. */
  static boolean appliesTo(SubqueryExpression.In in) {
    return PlanTrees.outerColumns(in.plan()).isEmpty()
        && in.matches().size() == 1
        && in.matches().getFirst() instanceof Expression.Comparison comparison
        && comparison.operator() == ComparisonOperator.EQUAL
        && (readsOnly(comparison.right(), in.plan()) ^ readsOnly(comparison.left(), in.plan()));
  }

  private static boolean readsOnly(Expression expression, LogicalPlan plan) {
    var read = ExpressionTrees.columns(expression);
    return !read.isEmpty() && plan.columns().containsAll(read);
  }

  /** Both sides of the join, with the values that are compared as columns. */
  record Sides(LogicalPlan left, LogicalPlan right, Expression condition) {}

  /** The sides of a join for an expression to which this {@linkplain #appliesTo applies}. */
  static Sides sides(LogicalPlan input, SubqueryExpression.In in, ColumnFactory columns) {
    Expression.Comparison match = (Expression.Comparison) in.matches().getFirst();
    boolean straight = readsOnly(match.right(), in.plan());
    Expression ofInput = straight ? match.left() : match.right();
    Expression ofQuery = straight ? match.right() : match.left();
    PlanColumn operand = column("operand", ofInput, input, columns);
    PlanColumn value = column("value", ofQuery, in.plan(), columns);
    return new Sides(
        with(input, operand, ofInput),
        with(in.plan(), value, ofQuery),
        TypedExpressions.comparison(ComparisonOperator.EQUAL, operand, value));
  }

  private static PlanColumn column(
      String name, Expression expression, LogicalPlan plan, ColumnFactory columns) {
    return expression instanceof PlanColumn column && plan.columns().contains(column)
        ? column
        : columns.create(name, expression);
  }

  private static LogicalPlan with(LogicalPlan plan, PlanColumn column, Expression expression) {
    if (plan.columns().contains(column)) {
      return plan;
    }
    List<Assignment> all = new ArrayList<>();
    plan.columns().forEach(kept -> all.add(Assignment.keep(kept)));
    all.add(new Assignment(column, expression));
    return new Project(plan, all);
  }
}
