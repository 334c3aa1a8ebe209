package io.scheelite.operators.window;

/** Finds the first row of the n-th group of peers, starting from where one was found last. */
final class GroupSearch extends RowSearch {
  private final WindowLayout layout;
  private final WindowRows.Cursor rows;
  private long wanted;
  private long place = -1;

  GroupSearch(WindowLayout layout, WindowRows rows) {
    this.layout = layout;
    this.rows = rows.cursor();
  }

  @Override
  boolean isBefore(long row) {
    return layout.group(rows.address(row)) < wanted;
  }

  /** The row, or the partition's first or end where it has no such group. */
  long find(RowPositions positions, int i, long group) {
    long begin = positions.partition(i);
    long end = positions.partitionEnd(i);
    if (group <= 0) {
      return begin;
    }
    wanted = group;
    place = first(place < begin || place > end ? positions.row(i) : place, begin, end);
    return place;
  }

  /**
   * The first row behind a row's peers.
   *
   * @param group of the row
   * @param end where its partition ends
   */
  long behindPeers(long row, long group, long end) {
    wanted = group + 1;
    return first(row + 1, row + 1, end);
  }
}
