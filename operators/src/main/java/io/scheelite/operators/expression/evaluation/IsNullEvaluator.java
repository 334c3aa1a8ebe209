package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;

/** Whether the operand is null. */
final class IsNullEvaluator extends Evaluator {
  private final Evaluator operand;
  private final long bits;

  IsNullEvaluator(RowScope scope, Evaluator operand, EvaluationMemory memory) {
    super(scope);
    this.operand = operand;
    this.bits = memory.bitmap(scope.capacity());
  }

  @Override
  ColumnVector compute() {
    long validity = operand.evaluate().validityAddress();
    if (validity == 0) {
      Bitmap.fill(bits, numRows(), false);
    } else {
      Bitmap.not(bits, validity, numRows());
    }
    return BooleanVectors.of(numRows(), bits, 0);
  }
}
