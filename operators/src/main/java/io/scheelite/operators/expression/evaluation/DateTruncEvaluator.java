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

/** DATE_TRUNC: when the unit of time began that a timestamp lies in. */
final class DateTruncEvaluator extends Evaluator {
  private final Expression.FunctionCall call;
  private final DateUnit unit;
  private final Evaluator operand;
  private final VectorTarget target;

  DateTruncEvaluator(
      RowScope scope, Expression.FunctionCall call, Evaluator operand, EvaluationMemory memory) {
    super(scope);
    this.call = call;
    this.unit = DateUnit.valueOf(ConstantArguments.text(call, 1));
    this.operand = operand;
    this.target = memory.target(PhysicalType.INT64, scope.capacity());
  }

  @Override
  ColumnVector compute() {
    ColumnVector source = operand.evaluate();
    int n = numRows();
    long to = target.valuesAddress();
    for (int i = 0; i < n; i++) {
      long micros = RowValues.readLong(source, i);
      long begin = TimestampUnits.begin(unit, micros);
      if (begin > micros && !RowValues.isNull(source, i)) {
        throw ExpressionException.invalidDateTime(call, micros);
      }
      NativeMemory.putLong(to + 8L * i, begin);
    }
    if (source.validityAddress() != 0) {
      NullSlots.zero(PhysicalType.INT64, to, source.validityAddress(), n);
    }
    return ColumnVector.flat(
        DataType.TIMESTAMP, PhysicalType.INT64, n, to, source.validityAddress());
  }
}
