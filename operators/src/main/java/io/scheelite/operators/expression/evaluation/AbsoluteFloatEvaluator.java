package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.NativeMemory;

/** ABS of floating-point numbers: clears the sign, that of zero too. */
final class AbsoluteFloatEvaluator extends Evaluator {
  private final DataType type;
  private final Evaluator operand;
  private final VectorTarget target;
  private final VectorTarget flattened;

  AbsoluteFloatEvaluator(
      RowScope scope, DataType type, Evaluator operand, EvaluationMemory memory) {
    super(scope);
    this.type = type;
    this.operand = operand;
    this.target = memory.target(type.physicalType(), scope.capacity());
    this.flattened = memory.temporaries(scope.capacity()).left();
  }

  @Override
  ColumnVector compute() {
    ColumnVector source = Operands.flat(operand.evaluate(), flattened);
    int n = numRows();
    long from = source.valuesAddress();
    long to = target.valuesAddress();
    if (type.physicalType() == PhysicalType.FLOAT64) {
      for (int i = 0; i < n; i++) {
        NativeMemory.putDouble(to + 8L * i, Math.abs(NativeMemory.getDouble(from + 8L * i)));
      }
    } else {
      for (int i = 0; i < n; i++) {
        NativeMemory.putFloat(to + 4L * i, Math.abs(NativeMemory.getFloat(from + 4L * i)));
      }
    }
    return ColumnVector.flat(type, type.physicalType(), n, to, source.validityAddress());
  }
}
