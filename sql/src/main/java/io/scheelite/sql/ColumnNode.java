package io.scheelite.sql;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.sql.logical.PlanColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link Column} stands for before it is resolved against a data frame. */
sealed interface ColumnNode {
  /** A column by name. */
  record Name(String name) implements ColumnNode {}

  /** A column of a particular data frame. */
  record Bound(PlanColumn column) implements ColumnNode {}

  /** A constant. */
  record Constant(Expression.Literal literal) implements ColumnNode {}

  /** Arithmetic. */
  record Arithmetic(ArithmeticOperator operator, ColumnNode left, ColumnNode right)
      implements ColumnNode {}

  /** Comparison. */
  record Comparison(ComparisonOperator operator, ColumnNode left, ColumnNode right)
      implements ColumnNode {}

  /** Conjunction or disjunction. */
  record Logical(boolean and, ColumnNode left, ColumnNode right) implements ColumnNode {}

  /** Negation. */
  record Not(ColumnNode operand) implements ColumnNode {}

  /** Null test. */
  record IsNull(ColumnNode operand) implements ColumnNode {}

  /** Pattern match. */
  record Like(ColumnNode operand, String pattern) implements ColumnNode {}

  /** Membership in a list of constants. */
  record In(ColumnNode operand, List<ColumnNode> values) implements ColumnNode {}

  /** Conversion. */
  record Cast(ColumnNode operand, DataType type) implements ColumnNode {}

  /** A function. */
  record Call(ScalarFunction function, List<ColumnNode> arguments) implements ColumnNode {}

  /** A conditional. */
  record CaseWhen(List<ColumnNode> conditions, List<ColumnNode> results, ColumnNode otherwise)
      implements ColumnNode {}

  /** An aggregate; argument null for {@code count(*)}. */
  record Aggregate(AggregateFunction function, @Nullable ColumnNode argument, boolean distinct)
      implements ColumnNode {}
}
