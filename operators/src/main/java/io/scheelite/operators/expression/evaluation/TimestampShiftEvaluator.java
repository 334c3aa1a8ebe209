package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;
import io.scheelite.operators.expression.ScalarFunction;

/** Timestamps plus a number of months or microseconds. */
final class TimestampShiftEvaluator extends Evaluator {
  private static final long LARGEST_MONTHS = 1L << 33; // more leaves the calendar from any day

  private final Expression.FunctionCall call;
  private final Evaluator timestamp;
  private final Evaluator amount;
  private final boolean months;
  private final VectorTarget target;

  TimestampShiftEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      Evaluator timestamp,
      Evaluator amount,
      EvaluationMemory memory) {
    super(scope);
    this.call = call;
    this.timestamp = timestamp;
    this.amount = amount;
    this.months = call.function() == ScalarFunction.ADD_MONTHS;
    this.target = memory.target(PhysicalType.INT64, scope.capacity());
  }

  @Override
  ColumnVector compute() {
    ColumnVector timestamps = timestamp.evaluate();
    ColumnVector amounts = amount.evaluate();
    int n = numRows();
    long validity = Operands.validity(timestamps, amounts, target.validityAddress());
    long to = target.valuesAddress();
    for (int i = 0; i < n; i++) {
      if (!RowValues.isNull(timestamps, i) && !RowValues.isNull(amounts, i)) {
        long micros = RowValues.readLong(timestamps, i);
        long distance = RowValues.readLong(amounts, i);
        NativeMemory.putLong(
            to + 8L * i,
            months ? addMonths(micros, distance) : add(micros, distance, micros, distance));
      }
    }
    if (validity != 0) {
      NullSlots.zero(PhysicalType.INT64, to, validity, n);
    }
    return ColumnVector.flat(DataType.TIMESTAMP, PhysicalType.INT64, n, to, validity);
  }

  private long addMonths(long micros, long distance) {
    long days = Math.floorDiv(micros, DateTimes.MICROS_PER_DAY);
    long time = Math.floorMod(micros, DateTimes.MICROS_PER_DAY);
    long bounded = Math.clamp(distance, -LARGEST_MONTHS, LARGEST_MONTHS);
    long shifted = CalendarDays.addMonths(days, bounded);
    long midnight = shifted * DateTimes.MICROS_PER_DAY;
    if (Math.multiplyHigh(shifted, DateTimes.MICROS_PER_DAY) != midnight >> 63) {
      throw outside(micros, distance);
    }
    return add(midnight, time, micros, distance);
  }

  private long add(long a, long b, long micros, long distance) {
    long sum = a + b;
    if (((a ^ sum) & (b ^ sum)) < 0) {
      throw outside(micros, distance);
    }
    return sum;
  }

  private ExpressionException outside(long micros, long distance) {
    return ExpressionException.invalidDateTime(call, micros + " + " + distance);
  }
}
