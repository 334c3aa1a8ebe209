package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.NativeMemory;

/** {@code COUNT}. */
record CountResult(Presence.RowCount count) implements AggregateResult {
  @Override
  public ColumnVector read(long rows, int numRows, VectorTarget target) {
    long values = target.valuesAddress();
    long largest = 0;
    for (int i = 0; i < numRows; i++) {
      long number = count.of(NativeMemory.getLong(rows + 8L * i));
      NativeMemory.putLong(values + 8L * i, number);
      largest = Math.max(largest, number);
    }
    return ColumnVector.flat(DataType.INT64, PhysicalType.INT64, numRows, values, 0)
        .withInterval(0, largest);
  }
}
