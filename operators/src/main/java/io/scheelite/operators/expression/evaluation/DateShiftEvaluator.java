package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;
import io.scheelite.operators.expression.ScalarFunction;

/** Dates plus a number of days or months. */
final class DateShiftEvaluator extends Evaluator {
  private static final long LARGEST_AMOUNT = 1L << 33; // more leaves the calendar from any day

  private final Expression.FunctionCall call;
  private final Evaluator date;
  private final Evaluator amount;
  private final boolean months;
  private final VectorTarget target;

  DateShiftEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      Evaluator date,
      Evaluator amount,
      EvaluationMemory memory) {
    super(scope);
    this.call = call;
    this.date = date;
    this.amount = amount;
    this.months = call.function() == ScalarFunction.ADD_MONTHS;
    this.target = memory.target(PhysicalType.INT32, scope.capacity());
  }

  @Override
  ColumnVector compute() {
    ColumnVector dates = date.evaluate();
    ColumnVector amounts = amount.evaluate();
    int n = numRows();
    long validity = Operands.validity(dates, amounts, target.validityAddress());
    long to = target.valuesAddress();
    for (int i = 0; i < n; i++) {
      long days = RowValues.readLong(dates, i);
      long distance = RowValues.readLong(amounts, i);
      long result = shifted(days, distance);
      if (result != (int) result && !RowValues.isNull(dates, i) && !RowValues.isNull(amounts, i)) {
        throw ExpressionException.invalidDateTime(
            call, ValueText.date(days) + (distance < 0 ? " - " : " + ") + Math.abs(distance));
      }
      NativeMemory.putInt(to + 4L * i, (int) result);
    }
    if (validity != 0) {
      NullSlots.zero(PhysicalType.INT32, to, validity, n);
    }
    return ColumnVector.flat(call.type(), PhysicalType.INT32, n, to, validity);
  }

  private long shifted(long days, long distance) {
    long bounded = Math.clamp(distance, -LARGEST_AMOUNT, LARGEST_AMOUNT);
    return months ? CalendarDays.addMonths(days, bounded) : days + bounded;
  }
}
