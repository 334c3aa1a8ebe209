package io.scheelite.operators.window;

/** What a window function keeps in each row about the rows up to it. Belongs to one driver. */
interface RowState {
  /**
   * Writes the state of a row that was just appended.
   *
   * @param row its number
   * @param address where it is
   * @param partition number of its partition's first row
   */
  void append(long row, long address, long partition);
}
