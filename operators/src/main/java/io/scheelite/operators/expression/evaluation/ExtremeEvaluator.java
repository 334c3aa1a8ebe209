package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ScalarFunction;
import java.util.ArrayList;
import java.util.List;

/** GREATEST and LEAST of the values that are not null. */
final class ExtremeEvaluator extends Evaluator {
  private static final int NONE = -1;

  private final Expression.FunctionCall call;
  private final List<Evaluator> operands;
  private final int sign;
  private final PhysicalType form;
  private final VectorTarget target;

  ExtremeEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      List<Evaluator> operands,
      EvaluationMemory memory) {
    super(scope);
    this.call = call;
    this.operands = operands;
    this.sign = call.function() == ScalarFunction.GREATEST ? 1 : -1;
    this.form = call.type().physicalType();
    this.target = memory.target(form, scope.capacity());
  }

  @Override
  ColumnVector compute() {
    List<ColumnVector> vectors = new ArrayList<>(operands.size());
    for (Evaluator operand : operands) {
      vectors.add(operand.evaluate());
    }
    int n = numRows();
    long to = target.valuesAddress();
    long validity = target.validityAddress();
    Bitmap.fill(validity, n, true);
    for (int i = 0; i < n; i++) {
      int best = best(vectors, i);
      if (best == NONE) {
        Bitmap.clear(validity, i);
      } else {
        copy(vectors.get(best), i, to);
      }
    }
    if (Bitmap.allSet(validity, n)) {
      return ColumnVector.flat(call.type(), form, n, to, 0);
    }
    NullSlots.zero(form, to, validity, n);
    return ColumnVector.flat(call.type(), form, n, to, validity);
  }

  private int best(List<ColumnVector> vectors, int row) {
    int best = NONE;
    for (int k = 0; k < vectors.size(); k++) {
      ColumnVector vector = vectors.get(k);
      if (!RowValues.isNull(vector, row)
          && (best == NONE || sign * compare(vector, vectors.get(best), row) > 0)) {
        best = k;
      }
    }
    return best;
  }

  private int compare(ColumnVector a, ColumnVector b, int row) {
    return switch (form) {
      case BIT -> Boolean.compare(RowValues.readBoolean(a, row), RowValues.readBoolean(b, row));
      case INT8, INT16, INT32, INT64 ->
          Long.compare(RowValues.readLong(a, row), RowValues.readLong(b, row));
      case INT128 -> RowValues.readInteger(a, row).compareTo(RowValues.readInteger(b, row));
      // zeros are equal, NaN is larger than all others
      case FLOAT32, FLOAT64 ->
          Double.compare(RowValues.readDouble(a, row) + 0.0, RowValues.readDouble(b, row) + 0.0);
      case VIEW -> StringView.compare(RowValues.address(a, row), RowValues.address(b, row));
    };
  }

  private void copy(ColumnVector source, int row, long to) {
    switch (form) {
      case BIT -> NumberConversions.writeBoolean(RowValues.readBoolean(source, row), row, to);
      case INT8, INT16, INT32, INT64 ->
          IntegerWriter.write(form, to, row, RowValues.readLong(source, row));
      case INT128 -> IntegerWriter.write(form, to, row, RowValues.readInteger(source, row));
      case FLOAT32 ->
          NativeMemory.putFloat(to + 4L * row, (float) RowValues.readDouble(source, row));
      case FLOAT64 -> NativeMemory.putDouble(to + 8L * row, RowValues.readDouble(source, row));
      case VIEW -> StringView.copy(RowValues.address(source, row), to + 16L * row);
    }
  }
}
