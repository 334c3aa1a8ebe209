package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;

/** Reads texts as bytes, see {@link ValueText#parseBinary}. */
final class BinaryCast extends Evaluator {
  private final Expression.Cast cast;
  private final Evaluator operand;
  private final VectorTarget target;
  private final StringHeap heap;

  BinaryCast(Expression.Cast cast, Evaluator operand, EvaluationMemory memory) {
    super(operand.scope());
    this.cast = cast;
    this.operand = operand;
    this.target = memory.target(PhysicalType.VIEW, scope().capacity());
    this.heap = memory.heap();
  }

  @Override
  ColumnVector compute() {
    ColumnVector source = operand.evaluate();
    int n = numRows();
    long values = target.valuesAddress();
    heap.reset();
    NativeMemory.fill(values, PhysicalType.VIEW.sizeBytes(n), (byte) 0);
    boolean failed = false;
    for (int i = 0; i < n; i++) {
      if (RowValues.isNull(source, i)) {
        continue;
      }
      byte[] bytes = ValueText.parseBinary(RowValues.readString(source, i));
      if (bytes != null) {
        heap.write(values + (long) StringView.SIZE_BYTES * i, bytes);
      } else if (!cast.nullOnFailure()) {
        throw ExpressionException.invalidCast(cast, "'" + RowValues.readString(source, i) + "'");
      } else {
        if (!failed) {
          copyValidity(source, n);
          failed = true;
        }
        Bitmap.clear(target.validityAddress(), i);
      }
    }
    long validity = failed ? target.validityAddress() : source.validityAddress();
    return ColumnVector.flat(cast.type(), PhysicalType.VIEW, n, values, validity);
  }

  private void copyValidity(ColumnVector source, int n) {
    if (source.validityAddress() == 0) {
      Bitmap.fill(target.validityAddress(), n, true);
    } else {
      Bitmap.copy(target.validityAddress(), source.validityAddress(), n);
    }
  }
}
