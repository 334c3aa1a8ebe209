package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.VectorTarget;

/** Reads an aggregate's result from the states of groups. Immutable. */
sealed interface AggregateResult
    permits CountResult,
        SumResult,
        AverageResult,
        VarianceResult,
        ExtremeResult,
        FoldResult,
        StringExtremeResult {
  /**
   * The results of some groups.
   *
   * @param rows address of the addresses of the groups' rows
   * @param target room for {@code numRows} values of 16 bytes
   */
  ColumnVector read(long rows, int numRows, VectorTarget target);
}
