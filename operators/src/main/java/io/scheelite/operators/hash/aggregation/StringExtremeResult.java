package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.rows.RowGather;
import io.scheelite.columnar.rows.RowLayout;

/**
 * {@code MIN} or {@code MAX} of strings: a column of the group's row.
 *
 * @param layout of the row; its columns lie at the same place whatever the size of the state
 * @param column which column
 */
record StringExtremeResult(RowLayout layout, int column) implements AggregateResult {
  @Override
  public ColumnVector read(long rows, int numRows, VectorTarget target) {
    return RowGather.gather(layout, column, rows, numRows, target);
  }
}
