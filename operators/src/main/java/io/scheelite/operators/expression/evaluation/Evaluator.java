package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import org.jspecify.annotations.Nullable;

/**
 * Computes one expression over the rows of its scope. The result is kept until the rows change, and
 * so is the memory behind it.
 */
abstract class Evaluator {
  private final RowScope scope;
  private long epoch;
  private @Nullable ColumnVector result;

  Evaluator(RowScope scope) {
    this.scope = scope;
  }

  /** The values: as many as the scope has rows, in any encoding. Null rows hold zero. */
  final ColumnVector evaluate() {
    ColumnVector current = result;
    if (current == null || epoch != scope.epoch()) {
      current = compute();
      result = current;
      epoch = scope.epoch();
    }
    return current;
  }

  /** Computes all rows of the scope. */
  abstract ColumnVector compute();

  final RowScope scope() {
    return scope;
  }

  final int numRows() {
    return scope.numRows();
  }
}
