package io.scheelite.operators.exchange;

import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ReclaimGate;
import io.scheelite.memory.Reclaimable;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.spilling.SpillableRows;
import io.scheelite.operators.spilling.SpilledRun;
import io.scheelite.spill.SpillWorkspace;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows that one driver has collected for an exchange, by partition: in memory, and in runs that
 * were spilled. What is in the runs of a partition came before what is in memory.
 *
 * <p>Filled by the driver's sink, then emptied, partition after partition, by the task that writes
 * them. Used inside its gate only; a reclaim, at any time that the gate allows, spills partitions,
 * the largest first. The sink's factory closes it.
 */
final class ExchangePart implements Reclaimable, AutoCloseable {
  private final MemoryConsumer memory;
  private final SpillWorkspace workspace;
  private final SpillableRows rows;
  private final List<List<SpilledRun>> runs = new ArrayList<>();
  private boolean fileOpen;
  private int spills;

  /** Without rows; opens a consumer of this driver. */
  ExchangePart(RowLayout layout, RowRouting routing, DriverContext context) {
    memory = context.newConsumer("rows", floorBytes(layout, routing, context.batchSize()), this);
    workspace = new SpillWorkspace(memory);
    RowCollection collection = new RowCollection(layout, routing.partitioning(), memory);
    rows = new SpillableRows(collection, SpillableRows.Destination.of(context, workspace));
    for (int i = 0; i < collection.numPartitions(); i++) {
      runs.add(new ArrayList<>());
    }
  }

  /** Room for a batch without long strings, whatever partitions its rows go to. */
  static long floorBytes(RowLayout layout, RowRouting routing, int batchSize) {
    long batchBytes = (long) batchSize * layout.rowSizeBytes();
    long begun = Math.min(batchSize, routing.numPartitions());
    return SpillWorkspace.BYTES
        + (begun + 1) * MemoryConsumer.CHUNK_BYTES
        + MemoryConsumer.roundUpToChunk(2 * batchBytes);
  }

  ReclaimGate gate() {
    return memory.gate();
  }

  MemoryConsumer memory() {
    return memory;
  }

  /** Those in memory. */
  RowCollection rows() {
    return rows.rows();
  }

  /** Changes whenever rows have left memory. */
  int spills() {
    return spills;
  }

  /** Hands over the runs of a partition, in the order of their rows; the taker closes them. */
  List<SpilledRun> takeRuns(int partition) {
    if (fileOpen) {
      fileOpen = false;
      rows.finish().forEach(run -> runs.get(run.partition()).add(run));
    }
    List<SpilledRun> taken = List.copyOf(runs.get(partition));
    runs.get(partition).clear();
    return taken;
  }

  /**
   * Writes the first rows that are in memory of a partition, and frees them.
   *
   * @param target a partition of the output
   * @return false if there were none
   */
  boolean drain(int partition, ExchangeWriter writer, int target, int maxBlocks) {
    long freed =
        rows.rows()
            .spillPartition(
                partition,
                maxBlocks,
                (address, sizeBytes, numRows) -> writer.write(target, address, sizeBytes, numRows));
    return freed > 0;
  }

  @Override
  public long reclaimableBytes() {
    return Math.max(0, memory.usedBytes() - SpillWorkspace.BYTES);
  }

  @Override
  public long reclaim(long targetBytes) {
    long freed = 0;
    while (freed < targetBytes) {
      int largest = largestPartition();
      if (rows.rows().sizeBytes(largest) == 0) {
        break;
      }
      spills++;
      fileOpen = true;
      freed += rows.spill(largest);
    }
    return freed;
  }

  private int largestPartition() {
    int largest = 0;
    for (int i = 1; i < rows.rows().numPartitions(); i++) {
      largest = rows.rows().sizeBytes(i) > rows.rows().sizeBytes(largest) ? i : largest;
    }
    return largest;
  }

  @Override
  public void close() {
    runs.forEach(list -> list.forEach(SpilledRun::close));
    runs.forEach(List::clear);
    rows.close();
    workspace.close();
    memory.close();
  }
}
