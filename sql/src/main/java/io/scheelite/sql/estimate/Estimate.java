package io.scheelite.sql.estimate;

import io.scheelite.sql.logical.PlanColumn;
import java.util.Map;

/**
 * What is expected of a plan's output.
 *
 * @param numRows rows
 * @param columns what is known of columns; others are unknown
 */
public record Estimate(double numRows, Map<PlanColumn, ColumnEstimate> columns) {
  /** What is expected of a column. */
  public ColumnEstimate column(PlanColumn column) {
    ColumnEstimate known = columns.get(column);
    return known == null ? ColumnEstimate.unknown(Math.max(1, numRows / 10), numRows) : known;
  }

  /** The same columns with other rows. */
  Estimate withRows(double rows) {
    return new Estimate(Math.max(0, rows), columns);
  }
}
