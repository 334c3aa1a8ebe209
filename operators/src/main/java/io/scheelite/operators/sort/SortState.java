package io.scheelite.operators.sort;

import java.util.ArrayList;
import java.util.List;

/** What all drivers of one sort share: their rows. Thread-safe. */
final class SortState implements AutoCloseable {
  private final SortRowLayout layout;
  private final long limit;
  private final long offset;
  private final List<SortedRows> parts = new ArrayList<>();
  private boolean closed;

  /**
   * @param limit how many rows are yielded at most
   * @param offset how many rows are left out before them
   */
  SortState(SortRowLayout layout, long limit, long offset) {
    this.layout = layout;
    this.limit = limit;
    this.offset = offset;
  }

  SortRowLayout layout() {
    return layout;
  }

  long limit() {
    return limit;
  }

  long offset() {
    return offset;
  }

  /** Rows that may be needed; all others are beyond the limit. */
  long numWanted() {
    return limit == 0 ? 0 : Long.MAX_VALUE - offset < limit ? Long.MAX_VALUE : offset + limit;
  }

  synchronized void add(SortedRows part) {
    parts.add(part);
  }

  /** The rows of all drivers; complete when all sinks have finished. */
  synchronized List<SortedRows> parts() {
    return List.copyOf(parts);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      parts.forEach(part -> part.gate().whenFree(part::close)); // a reclaim may be under way
    }
  }
}
