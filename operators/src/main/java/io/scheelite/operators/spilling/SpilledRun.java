package io.scheelite.operators.spilling;

import io.scheelite.spill.SpillFile;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The rows of one partition in a spill file that may hold those of other partitions as well.
 * Thread-safe. Whoever has it closes it when it was read: the file is deleted with the last of its
 * runs.
 */
public final class SpilledRun implements AutoCloseable {
  /** A file that is deleted when the last of its runs is closed. */
  static final class SharedFile {
    private final SpillFile file;
    private final AtomicInteger openRuns;

    SharedFile(SpillFile file, int numRuns) {
      this.file = file;
      this.openRuns = new AtomicInteger(numRuns);
    }

    private void closeRun() {
      if (openRuns.decrementAndGet() == 0) {
        file.close();
      }
    }
  }

  private final SharedFile shared;
  private final int partition;
  private final long numRows;
  private final long sizeBytes;
  private final AtomicBoolean closed = new AtomicBoolean();

  SpilledRun(SharedFile shared, int partition, long numRows, long sizeBytes) {
    this.shared = shared;
    this.partition = partition;
    this.numRows = numRows;
    this.sizeBytes = sizeBytes;
  }

  SpillFile file() {
    return shared.file;
  }

  /** Number of the partition whose rows these are. */
  public int partition() {
    return partition;
  }

  /** How many rows there are. */
  public long numRows() {
    return numRows;
  }

  /** Memory that the rows take, chunks not rounded up. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** Says that nobody will read it any more; a second call does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      shared.closeRun();
    }
  }
}
