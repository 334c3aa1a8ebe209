package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.VectorTarget;
import org.jspecify.annotations.Nullable;

/**
 * A truth value that is evaluated for all rows of a scope where it is cheap and cannot fail, else
 * only for those rows that need it.
 */
final class Condition {
  private final Evaluator evaluator;
  private final @Nullable RowScope subset;
  private final VectorTarget scattered;
  private final VectorTarget flattened;
  private final long rows;

  /**
   * Takes an evaluator over all rows, or over {@code subset}.
   *
   * @param subset the scope to fill with the rows in need, or null
   */
  Condition(Evaluator evaluator, @Nullable RowScope subset, int capacity, EvaluationMemory memory) {
    this.evaluator = evaluator;
    this.subset = subset;
    this.flattened = memory.temporaries(capacity).left();
    boolean partial = subset != null;
    this.scattered =
        partial
            ? new VectorTarget(memory.bitmap(capacity), memory.bitmap(capacity))
            : new VectorTarget(0, 0);
    this.rows = partial ? memory.allocate(Selection.sizeBytes(capacity)) : 0;
  }

  /**
   * A flat vector for all rows of {@code scope}; values of rows outside {@code needed} mean
   * nothing.
   */
  ColumnVector evaluate(RowScope scope, long needed) {
    RowScope some = subset;
    if (some == null) {
      return Operands.flat(evaluator.evaluate(), flattened);
    }
    some.enter(scope, needed);
    ColumnVector values = Operands.flat(evaluator.evaluate(), flattened);
    return some.isWhole() ? values : scatter(values, scope.numRows(), needed);
  }

  private ColumnVector scatter(ColumnVector values, int numRows, long needed) {
    Selection positions = new Selection(rows, Bitmap.toSelection(needed, numRows, rows));
    Bitmap.fill(scattered.valuesAddress(), numRows, false);
    Bitmap.scatter(scattered.valuesAddress(), values.valuesAddress(), positions);
    long valid = 0;
    if (values.validityAddress() != 0) {
      valid = scattered.validityAddress();
      Bitmap.fill(valid, numRows, true);
      Bitmap.scatter(valid, values.validityAddress(), positions);
    }
    return BooleanVectors.of(numRows, scattered.valuesAddress(), valid);
  }
}
