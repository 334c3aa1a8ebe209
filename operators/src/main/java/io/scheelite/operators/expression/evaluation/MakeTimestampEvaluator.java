package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;
import java.util.List;

/** MAKE_TIMESTAMP: the timestamp of a year, a month, a day, an hour, a minute and seconds. */
final class MakeTimestampEvaluator extends RowFunctionEvaluator {
  private static final int SECONDS = 5;

  private final long[] parts = new long[SECONDS];

  MakeTimestampEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      List<Evaluator> operands,
      EvaluationMemory memory) {
    super(scope, call, operands, memory);
  }

  @Override
  boolean compute(List<ColumnVector> operands, int row, long target) {
    for (int i = 0; i < SECONDS; i++) {
      parts[i] = RowValues.readLong(operands.get(i), row);
    }
    double seconds = RowValues.readDouble(operands.get(SECONDS), row);
    long micros = Math.round(seconds * DateTimes.MICROS_PER_SECOND);
    boolean ofTime = isTime(parts[3], parts[4], seconds, micros);
    if (ofTime && CalendarDays.isDate(parts[0], parts[1], parts[2])) {
      long days = CalendarDays.days(parts[0], (int) parts[1], (int) parts[2]);
      long time =
          parts[3] * DateTimes.MICROS_PER_HOUR + parts[4] * DateTimes.MICROS_PER_MINUTE + micros;
      if (Math.abs(days) < Long.MAX_VALUE / DateTimes.MICROS_PER_DAY) {
        return write(target, days * DateTimes.MICROS_PER_DAY + time);
      }
    }
    String date = parts[0] + "-" + parts[1] + "-" + parts[2];
    throw ExpressionException.invalidDateTime(
        call(), date + ' ' + parts[3] + ':' + parts[4] + ':' + seconds);
  }

  /** The last second of a minute may be its sixtieth, and midnight that behind the day. */
  private static boolean isTime(long hour, long minute, double seconds, long micros) {
    boolean midnight = hour == 24 && minute == 0 && micros == 0;
    return seconds >= 0
        && micros <= DateTimes.MICROS_PER_MINUTE
        && minute >= 0
        && minute < 60
        && hour >= 0
        && (hour < 24 || midnight);
  }
}
