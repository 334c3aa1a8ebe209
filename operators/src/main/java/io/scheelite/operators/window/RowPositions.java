package io.scheelite.operators.window;

import java.util.Arrays;

/**
 * Where some consecutive rows stand: their partition, their peers. Rows are known by number.
 * Overwritten by the next rows.
 */
final class RowPositions {
  private final WindowLayout layout;
  private final WindowRows.Cursor here;
  private final GroupSearch peers;
  private final boolean ordered;
  private final long[] partitions;
  private final long[] partitionEnds;
  private final long[] firstPeers;
  private final long[] peerEnds;
  private final long[] groups;
  private long[] starts = new long[64];
  private int firstStart;
  private int numStarts;
  private long knownPeer = -1;
  private long knownPeerEnd;
  private long first;

  /**
   * @param ordered whether rows of a partition may differ in their order keys
   */
  RowPositions(WindowLayout layout, WindowRows rows, boolean ordered, int batchSize) {
    this.layout = layout;
    this.here = rows.cursor();
    this.peers = new GroupSearch(layout, rows);
    this.ordered = ordered;
    this.partitions = new long[batchSize];
    this.partitionEnds = new long[batchSize];
    this.firstPeers = new long[batchSize];
    this.peerEnds = new long[batchSize];
    this.groups = new long[batchSize];
  }

  /** Says that a partition begins with a row; all rows before it are known then. */
  void addPartition(long row) {
    if (numStarts == starts.length) {
      int live = numStarts - firstStart;
      long[] target = live > starts.length / 2 ? new long[2 * starts.length] : starts;
      System.arraycopy(starts, firstStart, target, 0, live);
      starts = target;
      numStarts = live;
      firstStart = 0;
    }
    starts[numStarts++] = row;
  }

  /**
   * First row of the partition of a row, or 0 before there is any; partitions before that one are
   * forgotten.
   */
  long partitionOf(long row) {
    firstStart = startOf(row, firstStart);
    return numStarts == 0 ? 0 : starts[firstStart];
  }

  private int startOf(long row, int from) {
    int start = from;
    while (start + 1 < numStarts && starts[start + 1] <= row) {
      start++;
    }
    return start;
  }

  /** First row of the partition that was begun last; 0 before any. */
  long lastPartition() {
    return numStarts == 0 ? 0 : starts[numStarts - 1];
  }

  /**
   * Looks at rows whose partitions are complete, and forgets none: there may be no room for the
   * values of all of them.
   *
   * @param end where the last of those partitions ends
   */
  void look(long firstRow, int count, long end) {
    first = firstRow;
    int start = firstStart;
    for (int i = 0; i < count; i++) {
      long row = firstRow + i;
      long address = here.address(row);
      partitions[i] = layout.partition(address);
      firstPeers[i] = layout.firstPeer(address);
      groups[i] = layout.group(address);
      start = startOf(row, start);
      partitionEnds[i] = start + 1 < numStarts ? starts[start + 1] : end;
      peerEnds[i] = ordered ? behindPeers(i) : partitionEnds[i];
    }
  }

  private long behindPeers(int i) {
    if (firstPeers[i] != knownPeer) {
      knownPeer = firstPeers[i];
      knownPeerEnd = peers.behindPeers(first + i, groups[i], partitionEnds[i]);
    }
    return knownPeerEnd;
  }

  /** Number of row {@code i}. */
  long row(int i) {
    return first + i;
  }

  /** First row of its partition. */
  long partition(int i) {
    return partitions[i];
  }

  /** Row behind its partition. */
  long partitionEnd(int i) {
    return partitionEnds[i];
  }

  /** First of its peers. */
  long firstPeer(int i) {
    return firstPeers[i];
  }

  /** Row behind its peers. */
  long peerEnd(int i) {
    return peerEnds[i];
  }

  /** How many groups of peers come before its own. */
  long group(int i) {
    return groups[i];
  }

  @Override
  public String toString() {
    return "RowPositions[first=" + first + " starts=" + Arrays.toString(starts) + "]";
  }
}
