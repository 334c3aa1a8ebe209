package io.scheelite.operators.spilling;

import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.OperatorStats;
import io.scheelite.spill.SpillFile;
import io.scheelite.spill.SpillSpace;
import io.scheelite.spill.SpillWorkspace;
import io.scheelite.spill.SpillWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows in memory, and the file that partitions of them go to, whole, when memory is wanted. A
 * partition may be written many times; one file takes all of them.
 *
 * <p>Used by one thread at a time; whoever made it closes it, and with it the rows in memory. What
 * {@link #finish} returns is the caller's.
 */
public final class SpillableRows implements AutoCloseable {
  /**
   * Where and with what one operator of one driver spills.
   *
   * @param workspace of the operator; outlives the rows
   */
  public record Destination(SpillSpace space, SpillWorkspace workspace, OperatorStats stats) {
    /** Of this operator. */
    public static Destination of(DriverContext context, SpillWorkspace workspace) {
      return new Destination(context.spill(), workspace, context.stats());
    }
  }

  private final RowCollection rows;
  private final Destination destination;
  private final long[] spilledRows;
  private final long[] spilledBytes;
  private @Nullable SpillWriter writer;

  /** Takes over a collection. */
  public SpillableRows(RowCollection rows, Destination destination) {
    this.rows = rows;
    this.destination = destination;
    this.spilledRows = new long[rows.numPartitions()];
    this.spilledBytes = new long[rows.numPartitions()];
  }

  /** Those in memory. */
  public RowCollection rows() {
    return rows;
  }

  /** Rows of the partition that were written since the last {@link #finish}. */
  public long spilledRows(int partition) {
    return spilledRows[partition];
  }

  /**
   * Writes what is in memory of a partition; returns the bytes freed.
   *
   * @throws io.scheelite.spill.SpillException if a quota or the disk is exhausted, or the disk
   *     fails; what was spilled before is lost then
   */
  public long spill(int partition) {
    if (rows.sizeBytes(partition) == 0) {
      return 0;
    }
    SpillWriter file = writer();
    long before = file.writtenBytes();
    long freed =
        rows.spillPartition(
            partition,
            (address, sizeBytes, numRows) -> append(file, partition, address, sizeBytes, numRows));
    destination.stats().addSpill(file.writtenBytes() - before);
    return freed;
  }

  /** Writes a block of rows of this layout, which may lie anywhere. */
  public void write(int partition, long address, int sizeBytes, int numRows) {
    SpillWriter file = writer();
    long before = file.writtenBytes();
    append(file, partition, address, sizeBytes, numRows);
    destination.stats().addSpill(file.writtenBytes() - before);
  }

  private SpillWriter writer() {
    if (writer == null) {
      writer = destination.space().newFile(rows.layout().hashCode(), destination.workspace());
    }
    return writer;
  }

  private void append(SpillWriter file, int partition, long address, int sizeBytes, int numRows) {
    file.write(partition, address, sizeBytes, numRows);
    spilledRows[partition] += numRows;
    spilledBytes[partition] += sizeBytes;
  }

  /**
   * Ends the file, if there is one, and forgets it; more may be spilled to another.
   *
   * @return what was written, a run per partition that has any rows; the caller closes them
   */
  public List<SpilledRun> finish() {
    SpillWriter ending = writer;
    if (ending == null) {
      return List.of();
    }
    SpillFile file = ending.finish();
    writer = null;
    int numRuns = 0;
    for (long written : spilledRows) {
      numRuns += written > 0 ? 1 : 0;
    }
    if (numRuns == 0) {
      file.close();
    }
    SpilledRun.SharedFile shared = new SpilledRun.SharedFile(file, numRuns);
    List<SpilledRun> runs = new ArrayList<>(numRuns);
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
    if (writer != null) {
      writer.close();
      writer = null;
    }
    rows.close();
  }
}
