package io.scheelite.operators.window;

import io.scheelite.operators.plan.SortKey;

/** Finds where keys reach the limit that a row sets, starting from where this was found last. */
final class RangeSearch extends RowSearch {
  /**
   * How rows of a partition are ordered.
   *
   * @param key the only order key, where ranges have bounds with an offset; else any
   */
  record Order(WindowLayout layout, SortKey key) {}

  private final SortKey order;
  private final RowColumn key;
  private final RowColumn limit;
  private final boolean start;
  private final WindowRows.Cursor here;
  private final WindowRows.Cursor there;
  private long current;
  private long place;

  /**
   * @param key column of the keys
   * @param limit column of the limits
   * @param start whether the first row inside is looked for, or the first behind
   */
  RangeSearch(Order order, int key, int limit, boolean start, WindowRows rows) {
    this.order = order.key();
    this.key = order.layout().column(key);
    this.limit = order.layout().column(limit);
    this.start = start;
    this.here = rows.cursor();
    this.there = rows.cursor();
  }

  /** The row; of a row without key its peers' first or end. */
  long find(RowPositions rows, int i) {
    long row = rows.row(i);
    if (limit.isNull(here.address(row))) {
      return start ? rows.firstPeer(i) : rows.peerEnd(i);
    }
    current = row;
    place = first(place, rows.partition(i), rows.partitionEnd(i));
    return place;
  }

  /** Whether a row's key comes before the limit; where the end is looked for, also at it. */
  @Override
  boolean isBefore(long row) {
    long address = there.address(row);
    if (key.isNull(address)) {
      return order.nullsFirst();
    }
    int comparison = key.compare(address, limit, here.address(current));
    int ordered = order.ascending() ? comparison : -comparison;
    return start ? ordered < 0 : ordered <= 0;
  }
}
