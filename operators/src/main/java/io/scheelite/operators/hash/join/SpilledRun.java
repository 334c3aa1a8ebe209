package io.scheelite.operators.hash.join;

import io.scheelite.spill.SpillFile;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The rows of one partition in one spill file, which may hold those of other partitions as well.
 * Thread-safe.
 *
 * @param shared the file
 * @param run number of the blocks in the file that belong to it
 * @param numRows rows of these blocks
 * @param sizeBytes content of these blocks
 */
record SpilledRun(SharedFile shared, int run, long numRows, long sizeBytes) {
  /** A file that is deleted when the last of its runs is released. */
  static final class SharedFile {
    private final SpillFile file;
    private final AtomicInteger runs;

    SharedFile(SpillFile file, int runs) {
      this.file = file;
      this.runs = new AtomicInteger(runs);
    }

    SpillFile file() {
      return file;
    }
  }

  /** Says that nobody will read it any more. */
  void release() {
    if (shared.runs.decrementAndGet() == 0) {
      shared.file.close();
    }
  }

  /** Deletes the file, whatever else is in it. */
  void delete() {
    shared.file.close();
  }
}
