package io.scheelite.sql.calcite;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.ScalarFunction;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.expression.NumericTypes;
import io.scheelite.sql.expression.TypedExpressions;
import io.scheelite.sql.expression.TypedFunctions;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Dates and timestamps plus or minus intervals. Calcite counts months, or milliseconds and parts.
 */
final class Intervals {
  private static final long MICROS_PER_DAY = Duration.ofDays(1).toNanos() / 1000;
  private static final int DIGITS_OF_MICROS = 3;

  /** So many times a constant number of months or microseconds. */
  private record Amount(Expression times, long unit) {
    Expression of(long divisor) {
      return product(times, unit / divisor);
    }
  }

  private Intervals() {}

  /** Adds an interval, or subtracts it; whatever is less than a day makes a timestamp of a date. */
  static Expression add(Expression time, RexNode interval, boolean plus, RexTranslator operands) {
    Amount amount = amount(interval, operands);
    if (!plus) {
      amount = new Amount(amount.times, -amount.unit);
    }
    boolean isDate = time.type() instanceof DataType.Date;
    if (!isDate && !(time.type() instanceof DataType.Timestamp)) {
      throw SqlException.of(
          ErrorCode.TYPE_MISMATCH,
          "intervals are added to dates and timestamps: type=" + time.type().sqlName());
    }
    if (isOfMonths(interval)) {
      return call(ScalarFunction.ADD_MONTHS, time, amount.of(1));
    }
    if (isDate && amount.unit % MICROS_PER_DAY == 0) {
      return call(ScalarFunction.ADD_DAYS, time, amount.of(MICROS_PER_DAY));
    }
    return call(
        ScalarFunction.ADD_MICROS, TypedExpressions.cast(time, DataType.TIMESTAMP), amount.of(1));
  }

  private static Expression call(ScalarFunction function, Expression time, Expression amount) {
    return TypedFunctions.call(function, List.of(time, amount));
  }

  private static Expression product(Expression value, long factor) {
    return factor == 1
        ? value
        : TypedExpressions.arithmetic(
            ArithmeticOperator.MULTIPLY, value, new Literal(factor, DataType.INT64));
  }

  private static Amount amount(RexNode interval, RexTranslator operands) {
    if (interval instanceof RexLiteral literal) {
      BigDecimal value = literal.getValueAs(BigDecimal.class);
      if (value != null) {
        return new Amount(new Literal(1L, DataType.INT64), unit(interval, value));
      }
    }
    if (interval instanceof RexCall call && call.getKind() == SqlKind.MINUS_PREFIX) {
      Amount positive = amount(call.getOperands().getFirst(), operands);
      return new Amount(positive.times, -positive.unit);
    }
    if (interval instanceof RexCall call
        && (call.getKind() == SqlKind.TIMES || call.getKind() == SqlKind.CHECKED_TIMES)) {
      RexNode first = call.getOperands().get(0);
      RexNode second = call.getOperands().get(1);
      boolean intervalFirst = SqlTypeUtil.isInterval(first.getType());
      Amount amount = amount(intervalFirst ? first : second, operands);
      Expression times = operands.translate(intervalFirst ? second : first);
      if (!NumericTypes.isInteger(times.type())) {
        throw SqlException.unsupported("intervals times numbers that are no integers");
      }
      return new Amount(
          TypedExpressions.arithmetic(
              ArithmeticOperator.MULTIPLY,
              TypedExpressions.cast(times, DataType.INT64),
              amount.times),
          amount.unit);
    }
    throw SqlException.unsupported("intervals that are not constant");
  }

  private static boolean isOfMonths(RexNode interval) {
    return SqlTypeName.YEAR_INTERVAL_TYPES.contains(interval.getType().getSqlTypeName());
  }

  private static long unit(RexNode interval, BigDecimal value) {
    try {
      return (isOfMonths(interval) ? value : value.movePointRight(DIGITS_OF_MICROS))
          .longValueExact();
    } catch (ArithmeticException e) {
      throw SqlException.of(
          ErrorCode.NUMERIC_OVERFLOW, "the number of an interval is too large: " + interval);
    }
  }
}
