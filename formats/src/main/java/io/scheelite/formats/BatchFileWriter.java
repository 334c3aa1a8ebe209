package io.scheelite.formats;

import io.scheelite.columnar.Batch;

/**
 * Writes batches to a file, which appears under its name when {@link #close} has written all of it;
 * after an error or {@link #abort} there is none. Used by one thread.
 */
public interface BatchFileWriter extends AutoCloseable {
  /** Appends the selected rows of a batch, whose columns are those of the file. */
  void write(Batch batch);

  /** Rows written so far. */
  long numRows();

  /** Bytes of the file so far, about: what is not encoded yet counts as it lies. */
  long sizeBytes();

  /** Completes the file and gives it its name, replacing a file of that name. Idempotent. */
  @Override
  void close();

  /** Gives up: nothing remains on disk. Idempotent; does nothing after {@link #close}. */
  void abort();
}
