package io.scheelite.operators.window;

/**
 * Combines the values of any frame from what is stored in a few rows, without taking anything back
 * out: for aggregates for which that is impossible.
 *
 * <p>Rows are the nodes of a binary indexed tree: row number n of a partition, from 1, holds what
 * as many rows up to it make together as the lowest set bit of n says. Nodes are complete as soon
 * as their row is stored, and a frame consists of a number of nodes logarithmic in its length.
 * Frames that always begin with the partition need no tree: each row holds what all rows up to it
 * make. After P. Fenwick, A New Data Structure for Cumulative Frequency Tables, 1994; with no
 * subtraction, frames that begin later are put together from nodes that lie inside.
 */
abstract class FrameTree implements RowState {
  private final boolean cumulative;

  /**
   * @param cumulative whether all frames begin with their partition
   */
  FrameTree(boolean cumulative) {
    this.cumulative = cumulative;
  }

  /** Begins with nothing. */
  abstract void clear();

  /** Adds what one row contributes. */
  abstract void addRow(long row);

  /** Adds what is stored in a row. */
  abstract void addNode(long row);

  /** Stores what was added in a row. */
  abstract void store(long address);

  @Override
  public final void append(long row, long address, long partition) {
    clear();
    long number = row - partition + 1;
    long begin = cumulative ? 0 : number & (number - 1);
    for (long next = number - 1; next > begin; next &= next - 1) {
      addNode(partition + next - 1);
      if (cumulative) {
        break;
      }
    }
    addRow(row);
    store(address);
  }

  /** Begins with nothing and adds all rows of a frame. */
  final void addFrame(FramePieces frames, RowPositions rows, int i) {
    clear();
    for (int piece = 0; piece < FramePieces.PIECES; piece++) {
      long start = frames.start(i, piece);
      long end = frames.end(i, piece);
      if (start < end) {
        add(start, end, rows.partition(i));
      }
    }
  }

  private void add(long start, long end, long partition) {
    if (cumulative) {
      addNode(end - 1);
      return;
    }
    long begin = start - partition;
    long next = end - partition;
    while (next > begin) {
      long before = next & (next - 1);
      if (before >= begin) {
        addNode(partition + next - 1);
        next = before;
      } else {
        next--;
        addRow(partition + next);
      }
    }
  }
}
