package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;

/** Divides sums by counts as AVG does; null where there is no sum or nothing was counted. */
final class MeanEvaluator extends Evaluator {
  private final Evaluator sum;
  private final Evaluator count;
  private final boolean floating;
  private final ExactMean mean;
  private final VectorTarget target;

  MeanEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      Evaluator sum,
      Evaluator count,
      EvaluationMemory memory) {
    super(scope);
    DataType type = call.arguments().getFirst().type();
    this.sum = sum;
    this.count = count;
    this.floating = ExpressionTraits.isFloat(type);
    this.mean = new ExactMean(floating ? 0 : NumberLimits.scale(type));
    this.target = memory.target(PhysicalType.FLOAT64, scope.capacity());
  }

  @Override
  ColumnVector compute() {
    ColumnVector sums = sum.evaluate();
    ColumnVector counts = count.evaluate();
    int n = numRows();
    long to = target.valuesAddress();
    long validity = target.validityAddress();
    Bitmap.fill(validity, n, true);
    for (int i = 0; i < n; i++) {
      boolean known = !RowValues.isNull(sums, i) && !RowValues.isNull(counts, i);
      long number = known ? RowValues.readLong(counts, i) : 0;
      double value = 0;
      if (number > 0) {
        value = divide(sums, i, number);
      } else {
        Bitmap.clear(validity, i);
      }
      NativeMemory.putDouble(to + 8L * i, value);
    }
    return ColumnVector.flat(DataType.FLOAT64, PhysicalType.FLOAT64, n, to, validity);
  }

  private double divide(ColumnVector sums, int row, long number) {
    if (floating) {
      return RowValues.readDouble(sums, row) / number;
    }
    return sums.physicalType() == PhysicalType.INT128
        ? mean.of(RowValues.readInteger(sums, row), number)
        : mean.of(RowValues.readLong(sums, row), number);
  }
}
