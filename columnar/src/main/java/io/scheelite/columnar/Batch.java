package io.scheelite.columnar;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Columns of equal length flowing between operators, with an optional {@link Selection} of the rows
 * still alive.
 *
 * <p><b>Lent, not given</b>: a batch and all memory behind it belong to its producer and are valid
 * until the producer is called for the next one. Whoever needs rows longer copies them (sinks copy
 * into a {@code RowCollection}). Immutable.
 */
public final class Batch {
  /** Default number of rows per batch: vectors of a few columns stay in the L2 cache. */
  public static final int DEFAULT_NUM_ROWS = 2048;

  /** Row numbers in selections are unsigned 16-bit. */
  public static final int MAX_NUM_ROWS = 1 << 16;

  private final int numRows;
  private final List<ColumnVector> columns;
  private final @Nullable Selection selection;

  /**
   * Wraps columns into a batch.
   *
   * @param numRows length of every column, at most {@link #MAX_NUM_ROWS}
   * @param columns the columns; not copied if already an unmodifiable list
   * @param selection rows still alive, or null when all are
   */
  public Batch(int numRows, List<ColumnVector> columns, @Nullable Selection selection) {
    assert numRows <= MAX_NUM_ROWS;
    this.numRows = numRows;
    this.columns = List.copyOf(columns);
    this.selection = selection;
  }

  /** A batch with all rows alive. */
  public static Batch of(int numRows, List<ColumnVector> columns) {
    return new Batch(numRows, columns, null);
  }

  /** Length of every column, selected or not. */
  public int numRows() {
    return numRows;
  }

  /** Rows still alive. */
  public int numSelectedRows() {
    return selection == null ? numRows : selection.numRows();
  }

  /** The rows still alive, or null when all are. */
  public @Nullable Selection selection() {
    return selection;
  }

  /** All columns. */
  public List<ColumnVector> columns() {
    return columns;
  }

  /** Column {@code index}, from 0. */
  public ColumnVector column(int index) {
    return columns.get(index);
  }

  /** The same columns with other rows alive; row numbers refer to this batch's columns. */
  public Batch withSelection(@Nullable Selection selection) {
    return new Batch(numRows, columns, selection);
  }
}
