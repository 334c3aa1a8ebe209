package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;

/**
 * Variances and standard deviations.
 *
 * @param function which of them
 * @param offset where a {@link MomentsSlot} keeps its state
 */
record VarianceResult(AggregateFunction function, int offset) implements AggregateResult {
  @Override
  public ColumnVector read(long rows, int numRows, VectorTarget target) {
    boolean sample =
        function == AggregateFunction.VAR_SAMP || function == AggregateFunction.STDDEV_SAMP;
    boolean root =
        function == AggregateFunction.STDDEV_SAMP || function == AggregateFunction.STDDEV_POP;
    int lost = sample ? 1 : 0;
    long values = target.valuesAddress();
    long validity = target.validityAddress();
    Bitmap.fill(validity, numRows, true);
    for (int i = 0; i < numRows; i++) {
      long state = NativeMemory.getLong(rows + 8L * i) + offset;
      long degrees = NativeMemory.getLong(state) - lost;
      double variance = 0;
      if (degrees > 0) {
        variance = NativeMemory.getDouble(state + MomentsSlot.SQUARES_OFFSET) / degrees;
      } else {
        Bitmap.clear(validity, i);
      }
      NativeMemory.putDouble(values + 8L * i, root ? Math.sqrt(variance) : variance);
    }
    return ColumnVector.flat(DataType.FLOAT64, PhysicalType.FLOAT64, numRows, values, validity);
  }
}
