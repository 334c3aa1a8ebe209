package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.ScalarFunction;

/** LENGTH, OCTET_LENGTH and UNICODE: numbers that are read off a text. */
final class TextLengthEvaluator extends Evaluator {
  private final ScalarFunction function;
  private final Evaluator operand;
  private final VectorTarget target;
  private final VectorTarget flattened;

  TextLengthEvaluator(
      RowScope scope, ScalarFunction function, Evaluator operand, EvaluationMemory memory) {
    super(scope);
    this.function = function;
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
      long text = StringView.bytesAddress(view);
      int size = StringView.length(view);
      int length =
          switch (function) {
            case OCTET_LENGTH -> size;
            case UNICODE -> Utf8Text.first(text, size);
            default -> Utf8Text.length(text, size);
          };
      NativeMemory.putInt(to + 4L * i, length); // a null slot is an empty text
    }
    return ColumnVector.flat(DataType.INT64, PhysicalType.INT32, n, to, source.validityAddress())
        .withInterval(0, Integer.MAX_VALUE);
  }
}
