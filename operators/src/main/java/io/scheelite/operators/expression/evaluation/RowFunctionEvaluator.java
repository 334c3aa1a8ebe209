package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;
import java.util.ArrayList;
import java.util.List;

/**
 * A strict function that is computed row by row, where no row is null: for functions whose work on
 * a row is much more than a call.
 */
abstract class RowFunctionEvaluator extends Evaluator {
  private final Expression.FunctionCall call;
  private final List<Evaluator> operands;
  private final PhysicalType form;
  private final VectorTarget target;

  /** A function whose results have the width of the call's type. */
  RowFunctionEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      List<Evaluator> operands,
      EvaluationMemory memory) {
    super(scope);
    this.call = call;
    this.operands = operands;
    this.form = call.type().physicalType();
    this.target = memory.target(form, scope.capacity());
  }

  /** The call, for errors. */
  final Expression.FunctionCall call() {
    return call;
  }

  /** Called before the rows of a batch. */
  void begin() {}

  /**
   * Computes a row.
   *
   * @param target where the result belongs; for truth values nowhere, they are returned
   */
  abstract boolean compute(List<ColumnVector> operands, int row, long target);

  @Override
  final ColumnVector compute() {
    List<ColumnVector> vectors = new ArrayList<>(operands.size());
    for (Evaluator operand : operands) {
      vectors.add(operand.evaluate());
    }
    int n = numRows();
    long validity = Operands.validity(vectors, n, target.validityAddress());
    long to = target.valuesAddress();
    begin();
    boolean bits = form == PhysicalType.BIT;
    int width = bits ? 0 : form.widthBytes();
    if (bits) {
      Bitmap.fill(to, n, false);
    }
    for (int i = 0; i < n; i++) {
      boolean valid = validity == 0 || Bitmap.isSet(validity, i);
      if (valid && compute(vectors, i, to + (long) width * i) && bits) {
        Bitmap.set(to, i);
      }
    }
    if (bits) {
      return BooleanVectors.of(n, to, validity);
    }
    if (validity != 0) {
      NullSlots.zero(form, to, validity, n);
    }
    return ColumnVector.flat(call.type(), form, n, to, validity);
  }

  /** Writes an INT64 result. */
  static boolean write(long target, long value) {
    NativeMemory.putLong(target, value);
    return true;
  }
}
