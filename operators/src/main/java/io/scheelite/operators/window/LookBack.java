package io.scheelite.operators.window;

import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.WindowCall;
import io.scheelite.operators.plan.WindowFrame;
import io.scheelite.operators.plan.WindowFrame.Bound;
import io.scheelite.operators.plan.WindowFrame.BoundKind;
import io.scheelite.operators.plan.WindowFrame.Exclusion;
import io.scheelite.operators.plan.WindowFrame.Unit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far functions look. Those that never look ahead can be computed before their partition is
 * complete; of the rows before only as many are kept as they look back.
 */
final class LookBack {
  /** Rows ahead are needed, or all before. */
  static final long UNBOUNDED = -1;

  /** More rows than this may as well be kept until the partition is complete. */
  private static final long MOST_ROWS = 1 << 20;

  private LookBack() {}

  /** How many rows before a row all the calls need at most, or {@link #UNBOUNDED}. */
  static long of(List<WindowCall> calls) {
    long most = 0;
    for (WindowCall call : calls) {
      long rows = of(call);
      if (rows < 0 || rows > MOST_ROWS) {
        return UNBOUNDED;
      }
      most = Math.max(most, rows);
    }
    return most;
  }

  private static long of(WindowCall call) {
    return switch (call.function()) {
      case ROW_NUMBER, RANK, DENSE_RANK -> 0;
      case LAG -> lag(call);
      case COUNT_STAR, COUNT -> frame(call.frame());
      case SUM, AVG, VAR_SAMP, VAR_POP ->
          WindowPlan.isFloat(call) && !call.frame().isCumulative()
              ? UNBOUNDED
              : frame(call.frame());
      case PERCENT_RANK,
          CUME_DIST,
          NTILE,
          LEAD,
          FIRST_VALUE,
          LAST_VALUE,
          NTH_VALUE,
          MIN,
          MAX,
          STRING_AGG ->
          UNBOUNDED;
    };
  }

  private static long lag(WindowCall call) {
    if (call.ignoreNulls()) {
      return UNBOUNDED;
    }
    return call.arguments().size() < 2 ? 1 : constant(call.arguments().get(1));
  }

  /** Sums of a frame are those of its last row, less those of the row before its first. */
  private static long frame(WindowFrame frame) {
    boolean plain =
        frame.exclusion() == Exclusion.NO_OTHERS || frame.exclusion() == Exclusion.CURRENT_ROW;
    long end = distance(frame.end());
    if (frame.unit() != Unit.ROWS || !plain || end < 0) {
      return UNBOUNDED;
    }
    if (frame.start().kind() == BoundKind.UNBOUNDED_PRECEDING) {
      return end + 1;
    }
    long start = distance(frame.start());
    return start < 0 ? UNBOUNDED : Math.max(start, end) + 1;
  }

  private static long distance(Bound bound) {
    return switch (bound.kind()) {
      case CURRENT_ROW -> 0;
      case PRECEDING -> constant(bound.offset());
      case UNBOUNDED_PRECEDING, FOLLOWING, UNBOUNDED_FOLLOWING -> UNBOUNDED;
    };
  }

  private static long constant(@Nullable Expression number) {
    return number instanceof Expression.Literal literal && literal.value() instanceof Long value
        ? Math.clamp(value, UNBOUNDED, MOST_ROWS + 1)
        : UNBOUNDED;
  }
}
