package io.scheelite.operators.sort;

/** Where sorted runs are kept outside memory: files of blocks. Thread-safe. */
interface RunStorage {
  /** Begins a run. */
  Writer create();

  /** Writes the blocks of one run, in order; {@link #close} without {@link #finish} drops them. */
  interface Writer extends AutoCloseable {
    /** Appends a block. */
    void write(long address, int sizeBytes, int numRows);

    /** Makes the run readable. */
    Run finish();

    /** Bytes written so far, as they are on disk. */
    long writtenBytes();

    @Override
    void close();
  }

  /** A finished run; closing it deletes it. */
  interface Run extends AutoCloseable {
    /** Largest block. */
    int maxBlockBytes();

    /** Number of blocks. */
    int numBlocks();

    /** Rows of all blocks. */
    long numRows();

    /** Reads a block, verified; returns its size. {@code target} has room for the largest. */
    int read(int block, long target);

    @Override
    void close();
  }
}
