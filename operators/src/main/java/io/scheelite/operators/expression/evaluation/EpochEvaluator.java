package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;

/** EPOCH: seconds since 1970 of dates and timestamps. */
final class EpochEvaluator extends Evaluator {
  private static final double SECONDS_PER_DAY = 86_400;

  private final boolean isTimestamp;
  private final Evaluator operand;
  private final VectorTarget target;

  EpochEvaluator(RowScope scope, DataType type, Evaluator operand, EvaluationMemory memory) {
    super(scope);
    this.isTimestamp = type instanceof DataType.Timestamp;
    this.operand = operand;
    this.target = memory.target(PhysicalType.FLOAT64, scope.capacity());
  }

  @Override
  ColumnVector compute() {
    ColumnVector source = operand.evaluate();
    int n = numRows();
    long to = target.valuesAddress();
    for (int i = 0; i < n; i++) {
      double value = RowValues.readLong(source, i);
      double seconds = isTimestamp ? value / DateTimes.MICROS_PER_SECOND : value * SECONDS_PER_DAY;
      NativeMemory.putDouble(to + 8L * i, seconds);
    }
    if (source.validityAddress() != 0) {
      NullSlots.zero(PhysicalType.FLOAT64, to, source.validityAddress(), n);
    }
    return ColumnVector.flat(
        DataType.FLOAT64, PhysicalType.FLOAT64, n, to, source.validityAddress());
  }
}
