package io.scheelite.sql.optimizer;

import io.scheelite.operators.expression.Expression;
import org.jspecify.annotations.Nullable;

/** Computes expressions whose operands are all constants. */
@FunctionalInterface
public interface ConstantEvaluator {
  /** Computes nothing: such expressions are left to each row. */
  ConstantEvaluator NONE = expression -> null;

  /**
   * The value of an expression, of its type; null where it has none, or where computing it now is
   * not worth what it takes: then the row that meets it computes it, or raises its error.
   */
  Expression.@Nullable Literal evaluate(Expression expression);
}
