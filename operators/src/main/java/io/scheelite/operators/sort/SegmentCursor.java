package io.scheelite.operators.sort;

/** A place in a sorted array of entries in memory. */
final class SegmentCursor implements RunCursor {
  private static final int PREPARED_ROWS = 128;

  private final RowOrder order;
  private final long entries;
  private final int numEntries;
  private int current;
  private int prepared;

  /**
   * Prefixes of the entries are made anew as {@code order} has them, some rows ahead: independent
   * loads of rows that the merge will soon want.
   */
  SegmentCursor(RowOrder order, long entries, int first, int numEntries) {
    this.order = order;
    this.entries = entries;
    this.numEntries = numEntries;
    this.current = first;
    this.prepared = first;
    prepare();
  }

  private void prepare() {
    int end = Math.min(numEntries, prepared + PREPARED_ROWS);
    for (int i = prepared; i < end; i++) {
      long row = SortEntries.address(entries, i);
      SortEntries.put(entries, i, order.prefix(row), row);
    }
    prepared = end;
  }

  @Override
  public boolean hasRow() {
    return current < numEntries;
  }

  @Override
  public long row() {
    return SortEntries.address(entries, current);
  }

  @Override
  public long prefix() {
    return SortEntries.prefix(entries, current);
  }

  @Override
  public void advance() {
    current++;
    if (current == prepared) {
      prepare();
    }
  }

  /** Entries before this one are consumed. */
  int position() {
    return current;
  }

  @Override
  public void close() {} // the entries are the segment's
}
