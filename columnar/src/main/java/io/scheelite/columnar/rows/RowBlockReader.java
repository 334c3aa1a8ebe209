package io.scheelite.columnar.rows;

/** Brings back, one after another, the blocks that a {@link RowBlockWriter} took. */
public interface RowBlockReader {
  /** Goes to the next block, at first to the first; false if there is none. */
  boolean advance();

  /** Size of the current block. */
  int sizeBytes();

  /** Rows of the current block. */
  int numRows();

  /** Reads the current block, verified, into {@link #sizeBytes} of memory. */
  void read(long target);
}
