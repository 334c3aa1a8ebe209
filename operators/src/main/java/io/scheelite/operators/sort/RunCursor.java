package io.scheelite.operators.sort;

/** A place in a sorted run. Used by one thread at a time. */
interface RunCursor extends AutoCloseable {
  /** Whether there is a row here, or the run has ended. */
  boolean hasRow();

  /** Address of the row, valid until the next {@link #advance}. */
  long row();

  /** Prefix of the row's key. */
  long prefix();

  /** Goes to the next row. */
  void advance();

  @Override
  void close();
}
