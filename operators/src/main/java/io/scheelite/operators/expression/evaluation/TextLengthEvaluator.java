package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.NativeMemory;

/** LENGTH: code points of a text. */
final class TextLengthEvaluator extends Evaluator {
  private final Evaluator operand;
  private final VectorTarget target;
  private final VectorTarget flattened;

  TextLengthEvaluator(RowScope scope, Evaluator operand, EvaluationMemory memory) {
    super(scope);
    this.operand = operand;
    this.target = memory.target(PhysicalType.INT32, scope.capacity());
    this.flattened = memory.temporaries(scope.capacity()).left();
  }

  @Override
  ColumnVector compute() {
    ColumnVector source = Operands.flat(operand.evaluate(), flattened);
    int n = numRows();
    long views = source.valuesAddress();
    long to = target.valuesAddress();
    for (int i = 0; i < n; i++) {
      long view = views + 16L * i;
      int length = Utf8Text.length(StringView.bytesAddress(view), StringView.length(view));
      NativeMemory.putInt(to + 4L * i, length); // a null slot is an empty text
    }
    return ColumnVector.flat(DataType.INT64, PhysicalType.INT32, n, to, source.validityAddress())
        .withInterval(0, Integer.MAX_VALUE);
  }
}
