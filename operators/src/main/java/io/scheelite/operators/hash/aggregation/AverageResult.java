package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.evaluation.ExactMean;

/**
 * {@code AVG}: the exact sum divided by the count, so that only the division rounds.
 *
 * @param argument type of what is averaged
 * @param offset where a {@link SumSlot} or {@link DoubleSumSlot} keeps the sum
 * @param wide whether a {@link SumSlot} keeps 192 bits
 * @param count how many values there are
 */
record AverageResult(DataType argument, int offset, boolean wide, Presence.RowCount count)
    implements AggregateResult {
  @Override
  public ColumnVector read(long rows, int numRows, VectorTarget target) {
    boolean exact = !(argument instanceof DataType.Float32 || argument instanceof DataType.Float64);
    ExactMean mean =
        new ExactMean(argument instanceof DataType.Decimal decimal ? decimal.scale() : 0);
    long values = target.valuesAddress();
    for (int i = 0; i < numRows; i++) {
      long row = NativeMemory.getLong(rows + 8L * i);
      long number = count.of(row);
      double average = 0;
      if (number > 0) {
        average =
            exact
                ? divide(mean, row + offset, number)
                : NativeMemory.getDouble(row + offset) / number;
      }
      NativeMemory.putDouble(values + 8L * i, average);
    }
    long validity = new Presence.Counted(count).validity(rows, numRows, target.validityAddress());
    return ColumnVector.flat(DataType.FLOAT64, PhysicalType.FLOAT64, numRows, values, validity);
  }

  private double divide(ExactMean mean, long sum, long number) {
    return WideSums.fitsLong(sum, wide)
        ? mean.of(NativeMemory.getLong(sum), number)
        : mean.of(WideSums.toBigInteger(sum, wide), number);
  }
}
