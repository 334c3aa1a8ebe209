package io.scheelite.operators.hash.join;

import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.operators.runtime.OperatorStats;
import io.scheelite.spill.SpillFile;
import io.scheelite.spill.SpillSpace;
import io.scheelite.spill.SpillWorkspace;
import io.scheelite.spill.SpillWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows in memory, and the file that partitions of them are written to, whole, when memory is
 * wanted. A partition may be written many times; one file takes all of them.
 *
 * <p>Used by one thread at a time; whoever made it closes it, and with it the rows in memory. What
 * {@link #finish} returns is the caller's.
 */
final class SpillableRows implements AutoCloseable {
  /** Where and with what to spill. */
  record Destination(SpillSpace space, SpillWorkspace workspace, OperatorStats stats) {}

  private final RowCollection rows;
  private final Destination destination;
  private final long[] spilledRows;
  private final long[] spilledBytes;
  private @Nullable SpillWriter writer;

  SpillableRows(RowCollection rows, Destination destination) {
    this.rows = rows;
    this.destination = destination;
    this.spilledRows = new long[rows.numPartitions()];
    this.spilledBytes = new long[rows.numPartitions()];
  }

  /** Those in memory. */
  RowCollection rows() {
    return rows;
  }

  /** Whether rows of the partition were written since the last {@link #finish}. */
  boolean hasSpilled(int partition) {
    return spilledRows[partition] > 0;
  }

  /** Writes what is in memory of a partition; returns the bytes freed. */
  long spill(int partition) {
    if (rows.sizeBytes(partition) == 0) {
      return 0;
    }
    return rows.spillPartition(
        partition, (address, sizeBytes, numRows) -> write(partition, address, sizeBytes, numRows));
  }

  /** Writes a block of rows of this layout, which may lie anywhere. */
  void write(int partition, long address, int sizeBytes, int numRows) {
    SpillWriter file = writer;
    if (file == null) {
      file = destination.space().newFile(rows.layout().hashCode(), destination.workspace());
      writer = file;
    }
    long before = file.writtenBytes();
    file.write(partition, address, sizeBytes, numRows);
    destination.stats().addSpill(file.writtenBytes() - before);
    spilledRows[partition] += numRows;
    spilledBytes[partition] += sizeBytes;
  }

  /** Ends the file, if there is one; returns what was written, a run per partition. */
  List<SpilledRun> finish() {
    List<SpilledRun> runs = new ArrayList<>();
    SpillWriter ending = writer;
    if (ending == null) {
      return runs;
    }
    writer = null;
    int numRuns = 0;
    for (long written : spilledRows) {
      numRuns += written > 0 ? 1 : 0;
    }
    SpillFile file = ending.finish();
    SpilledRun.SharedFile shared = new SpilledRun.SharedFile(file, numRuns);
    for (int i = 0; i < spilledRows.length; i++) {
      if (spilledRows[i] > 0) {
        runs.add(new SpilledRun(shared, i, spilledRows[i], spilledBytes[i]));
      }
      spilledRows[i] = 0;
      spilledBytes[i] = 0;
    }
    return runs;
  }

  @Override
  public void close() {
    SpillWriter unfinished = writer;
    writer = null;
    if (unfinished != null) {
      unfinished.close();
    }
    rows.close();
  }
}
