package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.WindowFrame;
import io.scheelite.operators.plan.WindowFrame.Bound;
import io.scheelite.operators.plan.WindowFrame.BoundKind;
import io.scheelite.operators.plan.WindowFrame.Exclusion;
import io.scheelite.operators.plan.WindowFrame.Unit;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.expression.NumericTypes;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.logical.LogicalPlan.Ordering;
import io.scheelite.sql.logical.PlanColumn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Translates frames. Of a range with an offset the smallest and largest key inside are computed for
 * each row.
 */
final class WindowFrames {
  private final WindowCollector windows;
  private final RexTranslator expressions;

  WindowFrames(WindowCollector windows, RexTranslator expressions) {
    this.windows = windows;
    this.expressions = expressions;
  }

  WindowFrame frame(RexWindow window, List<Ordering> orderings) {
    RexWindowBound lower = window.getLowerBound();
    RexWindowBound upper = window.getUpperBound();
    Exclusion exclusion = exclusion(window);
    boolean whole =
        lower.isUnboundedPreceding()
            && upper.isUnboundedFollowing()
            && exclusion == Exclusion.NO_OTHERS;
    if (whole) {
      return WindowFrame.WHOLE_PARTITION;
    }
    if (window.isRows()) {
      Unit unit = isGroups(lower) || isGroups(upper) ? Unit.GROUPS : Unit.ROWS;
      return new WindowFrame(unit, counted(lower), counted(upper), exclusion, null);
    }
    if (lower.getOffset() == null && upper.getOffset() == null) {
      return new WindowFrame(Unit.RANGE, plain(lower), plain(upper), exclusion, null);
    }
    return range(lower, upper, exclusion, orderings);
  }

  private static Exclusion exclusion(RexWindow window) {
    return switch (window.getExclude()) {
      case EXCLUDE_NO_OTHER -> Exclusion.NO_OTHERS;
      case EXCLUDE_CURRENT_ROW -> Exclusion.CURRENT_ROW;
      case EXCLUDE_GROUP -> Exclusion.GROUP;
      case EXCLUDE_TIES -> Exclusion.TIES;
    };
  }

  private static Bound plain(RexWindowBound bound) {
    if (bound.isCurrentRow()) {
      return Bound.CURRENT_ROW;
    }
    return bound.isUnboundedPreceding() ? Bound.UNBOUNDED_PRECEDING : Bound.UNBOUNDED_FOLLOWING;
  }

  private Bound counted(RexWindowBound bound) {
    RexNode offset = bound.getOffset();
    if (offset == null) {
      return plain(bound);
    }
    Expression number = windows.number(expressions.translate(offset));
    refuseNegative(number);
    return new Bound(kind(bound), isGroups(bound) ? unmarked(number) : number);
  }

  private static Expression unmarked(Expression number) {
    return number instanceof Expression.Literal literal && literal.value() instanceof Long marked
        ? new Expression.Literal(marked - WindowSyntax.GROUPS_MARK, literal.type())
        : number;
  }

  /** Whether a number of rows is one of groups. */
  private static boolean isGroups(RexWindowBound bound) {
    return bound.getOffset() instanceof RexLiteral literal
        && literal.getValue() instanceof BigDecimal number
        && WindowSyntax.isMarked(number);
  }

  private static BoundKind kind(RexWindowBound bound) {
    return bound.isPreceding() ? BoundKind.PRECEDING : BoundKind.FOLLOWING;
  }

  private static void refuseNegative(Expression offset) {
    if (offset instanceof Expression.Literal literal) {
      Object value = literal.value();
      boolean negative =
          value == null
              || (value instanceof Long number && number < 0)
              || (value instanceof BigInteger decimal && decimal.signum() < 0)
              || (value instanceof Double real && !(real >= 0));
      if (negative) {
        throw WindowCollector.invalid("frame bound must not be negative or null: value=" + value);
      }
    }
  }

  private WindowFrame range(
      RexWindowBound lower, RexWindowBound upper, Exclusion exclusion, List<Ordering> orderings) {
    if (orderings.size() != 1) {
      throw WindowCollector.invalid("RANGE with an offset needs exactly one ORDER BY expression");
    }
    Ordering order = orderings.getFirst();
    Expression start = limit(lower, order);
    Expression end = limit(upper, order);
    DataType type = order.column().type();
    for (@Nullable Expression limit : new @Nullable Expression[] {start, end}) {
      if (limit != null) {
        DataType common = TypedExpressions.commonType(type, limit.type());
        if (common == null) {
          throw SqlException.unsupported("RANGE with an offset over " + type.sqlName());
        }
        type = common;
      }
    }
    PlanColumn key = windows.columnOf(TypedExpressions.cast(order.column(), type));
    return new WindowFrame(
        Unit.RANGE, bound(lower, start, type), bound(upper, end, type), exclusion, key);
  }

  private Bound bound(RexWindowBound bound, @Nullable Expression limit, DataType type) {
    return limit == null
        ? plain(bound)
        : new Bound(kind(bound), windows.columnOf(TypedExpressions.cast(limit, type)));
  }

  /** The key that is just inside, or null where the bound has no offset. */
  private @Nullable Expression limit(RexWindowBound bound, Ordering order) {
    RexNode offset = bound.getOffset();
    if (offset == null) {
      return null;
    }
    boolean plus = bound.isFollowing() == order.ascending();
    PlanColumn key = order.column();
    if (SqlTypeUtil.isInterval(offset.getType())) {
      Expression limit = Intervals.add(key, offset, plus, expressions);
      if (!limit.type().equals(key.type())) {
        throw SqlException.unsupported("RANGE with parts of a day over dates");
      }
      return limit;
    }
    Expression distance = expressions.translate(offset);
    refuseNegative(distance);
    if (!NumericTypes.isNumeric(key.type())) {
      throw SqlException.unsupported(
          "RANGE with an offset in numbers over " + key.type().sqlName());
    }
    // wider than the key, so that the largest keys have a limit too
    DataType wide = NumericTypes.asDecimal(key.type());
    return TypedExpressions.arithmetic(
        plus ? ArithmeticOperator.ADD : ArithmeticOperator.SUBTRACT,
        wide == null ? key : TypedExpressions.cast(key, wide),
        distance);
  }
}
