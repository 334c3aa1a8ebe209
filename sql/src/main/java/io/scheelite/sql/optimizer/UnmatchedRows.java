package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.sql.logical.LogicalPlan.Assignment;
import io.scheelite.sql.logical.LogicalPlan.Join;
import io.scheelite.sql.logical.LogicalPlan.JoinKind;
import io.scheelite.sql.logical.LogicalPlan.Project;
import io.scheelite.sql.logical.PlanColumn;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds left joins of which only the rows without a match are wanted, {@code x LEFT JOIN y ON x.a =
 * y.a WHERE y.a IS NULL}, and makes them anti joins.
 */
final class UnmatchedRows {
  private UnmatchedRows() {}

  /** Whether a predicate is true exactly where a row of the left side has no match. */
  static boolean selects(Expression predicate, Join join) {
    return predicate instanceof Expression.IsNull(PlanColumn column)
        && join.right().columns().stream()
            .anyMatch(own -> own.equals(column) && (!own.nullable() || isMatched(own, join)));
  }

  /** A match has no null in columns that it compares. */
  private static boolean isMatched(PlanColumn column, Join join) {
    return join.condition().stream()
        .anyMatch(
            conjunct ->
                conjunct instanceof Expression.Comparison comparison
                    && comparison.operator() == ComparisonOperator.EQUAL
                    && (comparison.left().equals(column) || comparison.right().equals(column)));
  }

  /** The rows without a match of a left join, nulls in the columns of its right side. */
  static Project of(Join join) {
    List<Assignment> assignments = new ArrayList<>();
    join.left().columns().forEach(column -> assignments.add(Assignment.keep(column)));
    for (PlanColumn column : join.right().columns()) {
      assignments.add(new Assignment(column.withNullable(true), new Literal(null, column.type())));
    }
    Join anti = new Join(join.left(), join.right(), JoinKind.ANTI, join.condition());
    return new Project(anti, assignments);
  }
}
