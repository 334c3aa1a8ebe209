package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;

/** A column of the input. */
final class ColumnEvaluator extends Evaluator {
  private final int index;

  ColumnEvaluator(RowScope scope, int index) {
    super(scope);
    this.index = index;
    scope.use(index);
  }

  @Override
  ColumnVector compute() {
    return scope().column(index);
  }
}
