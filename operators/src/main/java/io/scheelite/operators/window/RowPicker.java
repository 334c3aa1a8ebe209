package io.scheelite.operators.window;

/** Picks for a row another one, whose value is its own result. Belongs to one driver. */
interface RowPicker {
  /** No row: the result is null. */
  long NONE = -1;

  /** No row: the result is what the call says for this case. */
  long OTHERWISE = -2;

  /** Number of the row that is picked for row {@code i}, or one of the above. */
  long pick(RowPositions rows, int i);
}
