package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.VectorTarget;

/** Negation; null stays null. */
final class NotEvaluator extends Evaluator {
  private final Evaluator operand;
  private final long bits;
  private final VectorTarget flattened;

  NotEvaluator(RowScope scope, Evaluator operand, EvaluationMemory memory) {
    super(scope);
    this.operand = operand;
    this.bits = memory.bitmap(scope.capacity());
    this.flattened = memory.temporaries(scope.capacity()).left();
  }

  @Override
  ColumnVector compute() {
    ColumnVector values = Operands.flat(operand.evaluate(), flattened);
    Bitmap.not(bits, values.valuesAddress(), numRows());
    return BooleanVectors.of(numRows(), bits, values.validityAddress());
  }
}
