package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;
import java.util.ArrayList;
import java.util.List;

/** MAKE_DATE: the date of a year, a month and a day. */
final class MakeDateEvaluator extends Evaluator {
  private final Expression.FunctionCall call;
  private final List<Evaluator> operands;
  private final VectorTarget target;

  MakeDateEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      List<Evaluator> operands,
      EvaluationMemory memory) {
    super(scope);
    this.call = call;
    this.operands = operands;
    this.target = memory.target(PhysicalType.INT32, scope.capacity());
  }

  @Override
  ColumnVector compute() {
    List<ColumnVector> vectors = new ArrayList<>(operands.size());
    for (Evaluator operand : operands) {
      vectors.add(operand.evaluate());
    }
    int n = numRows();
    long validity = Operands.validity(vectors, n, target.validityAddress());
    long to = target.valuesAddress();
    for (int i = 0; i < n; i++) {
      boolean valid = true;
      for (ColumnVector vector : vectors) {
        valid &= !RowValues.isNull(vector, i);
      }
      if (valid) {
        NativeMemory.putInt(
            to + 4L * i,
            days(
                RowValues.readLong(vectors.get(0), i),
                RowValues.readLong(vectors.get(1), i),
                RowValues.readLong(vectors.get(2), i)));
      }
    }
    if (validity != 0) {
      NullSlots.zero(PhysicalType.INT32, to, validity, n);
    }
    return ColumnVector.flat(DataType.DATE, PhysicalType.INT32, n, to, validity);
  }

  private int days(long year, long month, long day) {
    if (CalendarDays.isDate(year, month, day)) {
      long days = CalendarDays.days(year, (int) month, (int) day);
      if (days == (int) days) {
        return (int) days;
      }
    }
    throw ExpressionException.invalidDateTime(call, year + "-" + month + "-" + day);
  }
}
