package io.scheelite.operators.window;

import io.scheelite.memory.NativeMemory;

/** Counts, in each row, the rows of its partition up to it in which a column is not null. */
final class NonNullCount implements RowState {
  static final int STATE_BYTES = 8;

  private final RowColumn column;
  private final int offset;
  private final WindowRows.Cursor there;

  /**
   * @param offset where the count is in a row
   */
  NonNullCount(RowColumn column, int offset, WindowRows rows) {
    this.column = column;
    this.offset = offset;
    this.there = rows.cursor();
  }

  @Override
  public void append(long row, long address, long partition) {
    long before = row == partition ? 0 : NativeMemory.getLong(there.address(row - 1) + offset);
    NativeMemory.putLong(address + offset, before + (column.isNull(address) ? 0 : 1));
  }

  /** How many there are before a row. */
  long before(long row, long partition) {
    return row == partition ? 0 : NativeMemory.getLong(there.address(row - 1) + offset);
  }

  /** The row that is number {@code n} of them, from 1; it lies in [from, end). */
  long find(long n, long from, long end) {
    long low = from;
    long high = end - 1;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (NativeMemory.getLong(there.address(middle) + offset) >= n) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
