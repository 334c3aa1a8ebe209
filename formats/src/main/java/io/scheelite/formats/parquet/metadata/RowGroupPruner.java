package io.scheelite.formats.parquet.metadata;

import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.RangePruner;
import java.util.List;

/**
 * Decides from statistics whether a row group can hold a row that passes filters. Answers yes
 * whenever it is not sure.
 */
public final class RowGroupPruner {
  private final RangePruner pruner;

  /** For filters over the given leaves of the file; -1 stands for a nested column. */
  public RowGroupPruner(RowGroup rowGroup, List<Integer> columns) {
    pruner =
        new RangePruner(
            rowGroup.numRows(),
            index -> {
              int leaf = columns.get(index);
              if (leaf < 0) {
                return null;
              }
              ColumnBounds bounds = rowGroup.chunks().get(leaf).bounds();
              return new RangePruner.Range(bounds.min(), bounds.max(), bounds.numNulls());
            });
  }

  /** Whether some row may pass all filters. */
  public boolean mayMatchAll(List<Expression> filters) {
    return pruner.mayMatchAll(filters);
  }
}
