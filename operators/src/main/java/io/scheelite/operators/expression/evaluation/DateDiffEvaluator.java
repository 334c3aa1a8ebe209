package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.DateUnit;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;

/**
 * DATE_DIFF: how many borders between units of time lie between two timestamps, and for weeks how
 * many times seven midnights.
 */
final class DateDiffEvaluator extends Evaluator {
  private static final int DAYS_PER_WEEK = 7;

  private final Expression.FunctionCall call;
  private final DateUnit unit;
  private final int divisor;
  private final Evaluator from;
  private final Evaluator to;
  private final VectorTarget target;

  DateDiffEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      Evaluator from,
      Evaluator to,
      EvaluationMemory memory) {
    super(scope);
    this.call = call;
    DateUnit named = DateUnit.valueOf(ConstantArguments.text(call, 2));
    this.unit = named == DateUnit.WEEK ? DateUnit.DAY : named;
    this.divisor = named == DateUnit.WEEK ? DAYS_PER_WEEK : 1;
    this.from = from;
    this.to = to;
    this.target = memory.target(PhysicalType.INT64, scope.capacity());
  }

  @Override
  ColumnVector compute() {
    ColumnVector begins = from.evaluate();
    ColumnVector ends = to.evaluate();
    int n = numRows();
    long validity = Operands.validity(begins, ends, target.validityAddress());
    long slots = target.valuesAddress();
    for (int i = 0; i < n; i++) {
      long first = TimestampUnits.number(unit, RowValues.readLong(begins, i));
      long last = TimestampUnits.number(unit, RowValues.readLong(ends, i));
      long difference = last - first;
      boolean overflow = ((last ^ first) & (last ^ difference)) < 0;
      if (overflow && !RowValues.isNull(begins, i) && !RowValues.isNull(ends, i)) {
        throw ExpressionException.overflow(call, last + " - " + first);
      }
      NativeMemory.putLong(slots + 8L * i, difference / divisor);
    }
    if (validity != 0) {
      NullSlots.zero(PhysicalType.INT64, slots, validity, n);
    }
    return ColumnVector.flat(DataType.INT64, PhysicalType.INT64, n, slots, validity);
  }
}
