package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.expression.TypedFunctions;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/** Dates plus or minus constant intervals. Calcite counts months, or milliseconds. */
final class Intervals {
  private static final long MILLIS_PER_DAY = Duration.ofDays(1).toMillis();

  private Intervals() {}

  static Expression add(Expression date, RexNode interval, boolean plus) {
    long amount = plus ? value(interval) : -value(interval);
    if (!(date.type() instanceof DataType.Date)) {
      throw SqlException.unsupported(date.type().sqlName() + " plus or minus an interval");
    }
    boolean months = SqlTypeName.YEAR_INTERVAL_TYPES.contains(interval.getType().getSqlTypeName());
    if (!months && amount % MILLIS_PER_DAY != 0) {
      throw SqlException.unsupported("dates plus or minus parts of a day");
    }
    return TypedFunctions.call(
        months ? ScalarFunction.ADD_MONTHS : ScalarFunction.ADD_DAYS,
        List.of(date, new Literal(months ? amount : amount / MILLIS_PER_DAY, DataType.INT64)));
  }

  private static long value(RexNode interval) {
    if (interval instanceof RexLiteral literal) {
      BigDecimal value = literal.getValueAs(BigDecimal.class);
      if (value != null) {
        return value.longValueExact();
      }
    }
    if (interval instanceof RexCall call
        && (call.getKind() == SqlKind.TIMES || call.getKind() == SqlKind.CHECKED_TIMES)) {
      return Math.multiplyExact(value(call.getOperands().get(0)), value(call.getOperands().get(1)));
    }
    if (interval instanceof RexCall call && call.getKind() == SqlKind.MINUS_PREFIX) {
      return -value(call.getOperands().getFirst());
    }
    throw SqlException.unsupported("intervals that are not constant");
  }
}
