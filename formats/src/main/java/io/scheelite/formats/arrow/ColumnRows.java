package io.scheelite.formats.arrow;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.VectorTarget;

/**
 * Some rows of one column, a window. Loaded in two steps: {@link #begin} finds how many rows fit,
 * {@link #load} reads them. Used by one thread.
 */
sealed interface ColumnRows extends AutoCloseable
    permits ArrowColumnWindow, ViewWindow, CodedWindow, NestedWindow {
  /**
   * Moves on to other rows; those of before are gone.
   *
   * @return how many of the rows fit, at least one
   */
  int begin(ArrowBody body, int firstRow, int numRows);

  /** Reads the rows. */
  void load(ArrowBody body, int firstRow, int numRows);

  /** How many rows of the window, from one on, can be read at once; at least one. */
  default int batchRows(int firstRow, int wanted) {
    return wanted;
  }

  /** Rows of the window as a vector; valid until the target is used again. */
  ColumnVector read(int firstRow, int numRows, VectorTarget target);

  /** Gives back what was taken beyond the floor. */
  @Override
  void close();
}
