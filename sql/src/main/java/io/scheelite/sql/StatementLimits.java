package io.scheelite.sql;

import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.logical.LogicalPlan;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.PlanTrees;
import java.util.IdentityHashMap;

/**
 * Refuses expressions that can be planned, but not run: too deep for the stack of a thread, or too
 * large once each part stands where it is used. A function that is expressed by others may use its
 * argument several times, and the argument may be such a function. One per statement.
 */
final class StatementLimits {
  private static final int MOST_LEVELS = 4000;
  private static final long MOST_PARTS = 50_000;

  /** Of an expression, with all that is below it. */
  private record Size(int levels, long parts) {}

  private final IdentityHashMap<Expression, Size> known = new IdentityHashMap<>();

  /** Raises an error if an expression is too deep or too large. */
  static void check(LogicalQuery query) {
    new StatementLimits().check(query.plan());
  }

  private void check(LogicalPlan plan) {
    for (Expression expression : PlanTrees.expressions(plan)) {
      Size size = size(expression);
      if (size.levels > MOST_LEVELS) {
        throw tooComplex("an expression is nested too deeply: levels=" + size.levels, MOST_LEVELS);
      }
      if (size.parts > MOST_PARTS) {
        throw tooComplex("an expression has too many parts: parts=" + size.parts, MOST_PARTS);
      }
    }
    plan.inputs().forEach(this::check);
  }

  private static SqlException tooComplex(String what, long limit) {
    return SqlException.of(ErrorCode.STATEMENT_TOO_COMPLEX, what + " limit=" + limit);
  }

  private Size size(Expression expression) {
    Size size = known.get(expression);
    if (size == null) {
      int levels = 0;
      long parts = 1;
      for (Expression child : expression.children()) {
        if (!(child instanceof Expression.Literal)) { // lists of values may be long
          Size below = size(child);
          levels = Math.max(levels, below.levels);
          parts = Math.min(Integer.MAX_VALUE, parts + uses(expression) * below.parts);
        }
      }
      size = new Size(levels + 1, parts);
      known.put(expression, size);
    }
    return size;
  }

  /** How often a function that is expressed by others uses an argument. */
  private static int uses(Expression expression) {
    return expression instanceof Expression.FunctionCall call
        ? switch (call.function()) {
          case COALESCE, NULLIF -> 2;
          case ABS, SIGN, LAST_DAY -> 3;
          default -> 1;
        }
        : 1;
  }
}
