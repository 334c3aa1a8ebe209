package io.scheelite.operators.source;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Selection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a scan knows about the rows it wants: the request's filters and the keys of joins above.
 * A reader that asks it before it decodes the other columns saves their work. Belongs to one
 * driver.
 */
public interface RowFilter {
  /** Positions in the request's columns, ascending, of those that {@link #select} looks at. */
  List<Integer> columns();

  /**
   * The alive rows of a batch that pass, lent until the next call; null where all do. Columns that
   * are not among {@link #columns} may hold anything, as long as they have the right type.
   *
   * @throws io.scheelite.operators.expression.ExpressionException if a row has no value
   */
  @Nullable Selection select(Batch batch);

  /**
   * Whether a row can pass whose value in a column of whole numbers or dates lies in a range. Knows
   * of joins' keys alone; the request's filters are the source's to apply to ranges.
   *
   * @param column position in the request's columns
   */
  boolean mayPass(int column, long min, long max);
}
