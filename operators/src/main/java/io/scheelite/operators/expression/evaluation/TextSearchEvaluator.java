package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.ScalarFunction;

/** POSITION, STARTS_WITH, ENDS_WITH and CONTAINS: looks for one text in another. */
final class TextSearchEvaluator extends Evaluator {
  private final ScalarFunction function;
  private final Evaluator text;
  private final Evaluator part;
  private final PhysicalType form;
  private final VectorTarget target;

  TextSearchEvaluator(
      RowScope scope,
      ScalarFunction function,
      Evaluator text,
      Evaluator part,
      EvaluationMemory memory) {
    super(scope);
    this.function = function;
    this.text = text;
    this.part = part;
    this.form = function == ScalarFunction.POSITION ? PhysicalType.INT32 : PhysicalType.BIT;
    this.target = memory.target(form, scope.capacity());
  }

  @Override
  ColumnVector compute() {
    ColumnVector texts = text.evaluate();
    ColumnVector parts = part.evaluate();
    int n = numRows();
    long validity = Operands.validity(texts, parts, target.validityAddress());
    long to = target.valuesAddress();
    if (form == PhysicalType.BIT) {
      find(texts, parts, n, to);
      return BooleanVectors.of(n, to, validity);
    }
    for (int i = 0; i < n; i++) {
      NativeMemory.putInt(
          to + 4L * i, position(RowValues.address(texts, i), RowValues.address(parts, i)));
    }
    if (validity != 0) {
      NullSlots.zero(form, to, validity, n);
    }
    return ColumnVector.flat(DataType.INT64, form, n, to, validity)
        .withInterval(0, Integer.MAX_VALUE);
  }

  private void find(ColumnVector texts, ColumnVector parts, int n, long to) {
    Bitmap.fill(to, n, false);
    for (int i = 0; i < n; i++) {
      long view = RowValues.address(texts, i);
      long partView = RowValues.address(parts, i);
      boolean found =
          switch (function) {
            case STARTS_WITH -> isAt(view, partView, 0);
            case ENDS_WITH ->
                isAt(view, partView, StringView.length(view) - StringView.length(partView));
            default -> indexOf(view, partView) >= 0;
          };
      if (found) {
        Bitmap.set(to, i);
      }
    }
  }

  private static boolean isAt(long view, long partView, int offset) {
    int size = StringView.length(partView);
    return offset >= 0
        && offset + size <= StringView.length(view)
        && (size == 0
            || NativeMemory.mismatch(
                    StringView.bytesAddress(view) + offset, StringView.bytesAddress(partView), size)
                < 0);
  }

  private static int indexOf(long view, long partView) {
    return Utf8Text.indexOf(
        StringView.bytesAddress(view),
        StringView.length(view),
        StringView.bytesAddress(partView),
        StringView.length(partView),
        0);
  }

  private static int position(long view, long partView) {
    int found = indexOf(view, partView);
    return found < 0 ? 0 : Utf8Text.length(StringView.bytesAddress(view), found) + 1;
  }
}
