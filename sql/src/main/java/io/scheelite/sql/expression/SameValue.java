package io.scheelite.sql.expression;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;

/** Compares values of which a null is one like any other. */
public final class SameValue {
  private SameValue() {}

  /**
   * Whether both are the same; a plain equality where either is never null, and true where both are
   * nothing but nulls.
   */
  public static Expression of(Expression first, Expression second) {
    if (first.type() instanceof DataType.Null && second.type() instanceof DataType.Null) {
      return new Expression.Literal(true, DataType.BOOLEAN);
    }
    boolean nulls = first.nullable() && second.nullable();
    return TypedExpressions.comparison(
        nulls ? ComparisonOperator.IS_NOT_DISTINCT_FROM : ComparisonOperator.EQUAL, first, second);
  }
}
