package io.scheelite.operators.sort;

import org.jspecify.annotations.Nullable;

/**
 * Rows in memory whose entries lie in one array: first filled, then sorted, then consumed from the
 * front.
 */
final class Segment {
  /** Entries stay in the L2 cache while they are sorted. */
  static final int MAX_ROWS = 16 << 10;

  static final long BYTES = (long) MAX_ROWS * SortEntries.BYTES;

  private final long entries;
  private int numRows;
  private boolean sorted;
  private @Nullable SegmentCursor cursor;

  /**
   * @param entries address of {@link #BYTES}
   */
  Segment(long entries) {
    this.entries = entries;
  }

  long entries() {
    return entries;
  }

  boolean isFull() {
    return numRows == MAX_ROWS;
  }

  int numRows() {
    return numRows;
  }

  void add(long row) {
    SortEntries.put(entries, numRows++, 0, row);
    sorted = false;
  }

  /** Keeps only the first rows. */
  void truncate(int rows) {
    numRows = Math.min(numRows, rows);
  }

  /** Sorts the rows. */
  void sort(RowOrder order, long spare) {
    if (sorted) {
      return;
    }
    for (int i = 0; i < numRows; i++) {
      long row = SortEntries.address(entries, i);
      SortEntries.put(entries, i, order.prefix(row), row);
    }
    new SortEntries(order).sort(entries, numRows, spare);
    sorted = true;
  }

  /** Goes on where the last cursor stands; that one is not used any more. */
  SegmentCursor cursor(RowOrder order) {
    SegmentCursor next =
        new SegmentCursor(order, entries, cursor == null ? 0 : cursor.position(), numRows);
    cursor = next;
    return next;
  }
}
