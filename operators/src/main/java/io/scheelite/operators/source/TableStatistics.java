package io.scheelite.operators.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Estimates for planning. May be wrong; nothing but speed depends on them.
 *
 * @param numRows rows of the table, or -1
 * @param columns one per column of the schema
 */
public record TableStatistics(double numRows, List<ColumnStatistics> columns) {
  /** Copies the list. */
  public TableStatistics {
    columns = List.copyOf(columns);
  }

  /**
   * Estimates for one column.
   *
   * @param min smallest value as a literal's value (see {@code Expression.Literal}), or null if
   *     unknown
   * @param max largest value likewise
   * @param numDistinct distinct values, or -1
   * @param nullFraction share of nulls, 0 to 1
   * @param averageBytes average size of a value
   */
  public record ColumnStatistics(
      @Nullable Object min,
      @Nullable Object max,
      double numDistinct,
      double nullFraction,
      double averageBytes) {}
}
