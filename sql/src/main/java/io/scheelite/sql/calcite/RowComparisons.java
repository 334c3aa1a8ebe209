package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.expression.ConstantFolder;
import io.scheelite.sql.expression.TypedExpressions;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** Compares rows by their fields: equal if all are, else ordered by the first that differ. */
final class RowComparisons {
  private RowComparisons() {}

  /** The row that an expression makes, perhaps of other types; null if it makes none. */
  static @Nullable RexCall row(RexNode node) {
    if (!(node instanceof RexCall call)) {
      return null;
    }
    return switch (call.getKind()) {
      case ROW -> call;
      case CAST -> row(call.getOperands().getFirst());
      default -> null;
    };
  }

  static Expression compare(
      ComparisonOperator operator, List<Expression> left, List<Expression> right) {
    if (left.size() != right.size()) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY,
          "rows of different size: left=" + left.size() + " right=" + right.size());
    }
    return switch (operator) {
      case EQUAL, IS_NOT_DISTINCT_FROM -> and(each(operator, left, right));
      case NOT_EQUAL, IS_DISTINCT_FROM -> or(each(operator, left, right));
      case LESS, LESS_OR_EQUAL -> ordered(ComparisonOperator.LESS, operator, left, right);
      case GREATER, GREATER_OR_EQUAL -> ordered(ComparisonOperator.GREATER, operator, left, right);
    };
  }

  private static List<Expression> each(
      ComparisonOperator operator, List<Expression> left, List<Expression> right) {
    List<Expression> all = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      all.add(TypedExpressions.comparison(operator, left.get(i), right.get(i)));
    }
    return all;
  }

  /** The last fields decide where all others are equal. */
  private static Expression ordered(
      ComparisonOperator strict,
      ComparisonOperator last,
      List<Expression> left,
      List<Expression> right) {
    int end = left.size() - 1;
    Expression result = TypedExpressions.comparison(last, left.get(end), right.get(end));
    for (int i = end - 1; i >= 0; i--) {
      Expression equal =
          TypedExpressions.comparison(ComparisonOperator.EQUAL, left.get(i), right.get(i));
      result =
          or(
              List.of(
                  TypedExpressions.comparison(strict, left.get(i), right.get(i)),
                  and(List.of(equal, result))));
    }
    return result;
  }

  private static Expression and(List<Expression> operands) {
    return operands.size() == 1
        ? operands.getFirst()
        : ConstantFolder.foldNode(new Expression.And(operands));
  }

  private static Expression or(List<Expression> operands) {
    return operands.size() == 1
        ? operands.getFirst()
        : ConstantFolder.foldNode(new Expression.Or(operands));
  }
}
