package io.scheelite.operators.window;

import org.jspecify.annotations.Nullable;

/**
 * Which rows an aggregate counts.
 *
 * @param column must not be null, unless it is absent
 * @param condition must be true, unless it is absent
 */
record RowFilter(@Nullable RowColumn column, @Nullable RowColumn condition) {
  boolean accepts(long row) {
    return (column == null || !column.isNull(row))
        && (condition == null || (!condition.isNull(row) && condition.getLong(row) != 0));
  }

  /** Whether it counts every row. */
  boolean acceptsAll() {
    return column == null && condition == null;
  }
}
