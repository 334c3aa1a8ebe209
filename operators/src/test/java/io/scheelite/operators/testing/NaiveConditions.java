package io.scheelite.operators.testing;

import io.scheelite.operators.expression.Expression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Evaluates the expressions of {@link RandomPlans} over one row, in three-valued logic. */
public final class NaiveConditions implements ReferenceExecutor.Evaluator {
  @Override
  public @Nullable Object evaluate(Expression expression, List<@Nullable Object> row) {
    return switch (expression) {
      case Expression.ColumnRef column -> row.get(column.index());
      case Expression.Literal literal -> literal.value();
      case Expression.Comparison comparison -> compare(comparison, row);
      case Expression.And and -> junction(and.operands(), row, false);
      case Expression.Or or -> junction(or.operands(), row, true);
      case Expression.Not not ->
          evaluate(not.operand(), row) instanceof Boolean value ? !value : null;
      case Expression.IsNull test -> evaluate(test.operand(), row) == null;
      default -> throw new IllegalArgumentException("not for naive conditions: " + expression);
    };
  }

  private @Nullable Object compare(Expression.Comparison comparison, List<@Nullable Object> row) {
    Object left = evaluate(comparison.left(), row);
    Object right = evaluate(comparison.right(), row);
    boolean oneNull = left == null || right == null;
    int order = oneNull ? (left == right ? 0 : 1) : ReferenceExecutor.compareValues(left, right);
    return switch (comparison.operator()) {
      case IS_DISTINCT_FROM -> order != 0;
      case IS_NOT_DISTINCT_FROM -> order == 0;
      case EQUAL -> oneNull ? null : order == 0;
      case NOT_EQUAL -> oneNull ? null : order != 0;
      case LESS -> oneNull ? null : order < 0;
      case LESS_OR_EQUAL -> oneNull ? null : order <= 0;
      case GREATER -> oneNull ? null : order > 0;
      case GREATER_OR_EQUAL -> oneNull ? null : order >= 0;
    };
  }

  /** The value that decides, if any operand has it; else null if any is null. */
  private @Nullable Object junction(
      List<Expression> operands, List<@Nullable Object> row, boolean deciding) {
    boolean unknown = false;
    for (Expression operand : operands) {
      Object value = evaluate(operand, row);
      if (value == null) {
        unknown = true;
      } else if (value.equals(deciding)) {
        return deciding;
      }
    }
    return unknown ? null : !deciding;
  }
}
