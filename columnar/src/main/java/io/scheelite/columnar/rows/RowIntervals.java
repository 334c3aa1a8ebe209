package io.scheelite.columnar.rows;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import java.util.Arrays;

/**
 * Remembers between which bounds the integers of each column lie, so that vectors gathered from
 * rows are as narrow as those the rows came from. Columns that are no integers of at most 64 bits
 * have no bounds.
 */
final class RowIntervals {
  private final long[] min;
  private final long[] max;
  private boolean unknown;

  RowIntervals(int numColumns) {
    min = new long[numColumns];
    max = new long[numColumns];
    Arrays.fill(min, Long.MAX_VALUE);
    Arrays.fill(max, Long.MIN_VALUE);
  }

  /** Rows of a batch were added. */
  void include(Batch batch) {
    for (int i = 0; i < min.length; i++) {
      ColumnVector column = batch.column(i);
      boolean narrow = column.physicalType().isNarrowInteger();
      min[i] = Math.min(min[i], narrow ? column.minValue() : Long.MIN_VALUE);
      max[i] = Math.max(max[i], narrow ? column.maxValue() : Long.MAX_VALUE);
    }
  }

  /** Rows were added about which nothing is known. */
  void includeAnything() {
    unknown = true;
  }

  /** Rows of another collection were added. */
  void include(RowIntervals other) {
    unknown |= other.unknown;
    for (int i = 0; i < min.length; i++) {
      min[i] = Math.min(min[i], other.min[i]);
      max[i] = Math.max(max[i], other.max[i]);
    }
  }

  /** A vector of values of a column, with the bounds known. */
  ColumnVector narrow(int column, ColumnVector vector) {
    PhysicalType form = vector.physicalType();
    if (unknown || !form.isNarrowInteger()) {
      return vector;
    }
    long low = Math.max(min[column], vector.minValue());
    long high = Math.min(max[column], vector.maxValue());
    return low <= high ? vector.withInterval(low, high) : vector;
  }
}
