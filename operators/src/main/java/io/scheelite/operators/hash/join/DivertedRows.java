package io.scheelite.operators.hash.join;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.columnar.rows.RowPartitioning;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.spilling.SpillableRows;
import io.scheelite.operators.spilling.SpilledRun;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Probe rows of one driver whose build rows are on disk: kept until the end, in memory while there
 * is some, then on disk as well. Belongs to one driver, which closes it.
 */
final class DivertedRows implements Reclaimable, AutoCloseable {
  private final RowPartitioning partitioning;
  private final MemoryConsumer memory;
  private final SpillableRows rows;
  private final long addresses;
  private final long staying;
  private final long leaving;
  private @Nullable Batch diverted;
  private int spills;

  /**
   * @param memory whose {@link Reclaimable} passes reclaims on to this
   * @param scratch for {@link #sizes}
   */
  DivertedRows(
      JoinState state,
      MemoryConsumer memory,
      SpillableRows.Destination destination,
      int batchSize,
      ScratchAllocator scratch) {
    this.partitioning = state.partitioning();
    this.memory = memory;
    RowLayout layout = state.layout().probeRows();
    this.rows = new SpillableRows(new RowCollection(layout, partitioning, memory), destination);
    this.addresses = scratch.allocate(8L * batchSize);
    this.staying = scratch.allocate(Selection.sizeBytes(batchSize));
    this.leaving = scratch.allocate(Selection.sizeBytes(batchSize));
  }

  /** What the constructor allocates. */
  static List<Long> sizes(int batchSize) {
    return List.of(8L * batchSize, Selection.sizeBytes(batchSize), Selection.sizeBytes(batchSize));
  }

  /** Room for a batch of rows without long strings. */
  static long floorBytes(JoinState state, int batchSize) {
    long batchBytes = (long) batchSize * state.layout().probeRows().rowSizeBytes();
    return (state.partitioning().numPartitions() + 1L) * MemoryConsumer.CHUNK_BYTES
        + MemoryConsumer.roundUpToChunk(2 * batchBytes);
  }

  /**
   * Sorts out the rows of spilled partitions.
   *
   * @param hashes a hash per row of the batch
   * @param spilledPartitions a bit for each
   * @return the others
   */
  Batch divert(Batch input, long hashes, long spilledPartitions) {
    Selection alive = input.selection();
    int numRows = input.numSelectedRows();
    int numStaying = 0;
    int numLeaving = 0;
    for (int i = 0; i < numRows; i++) {
      int row =
          alive == null ? i : Short.toUnsignedInt(NativeMemory.getShort(alive.address() + 2L * i));
      int partition = partitioning.partitionOf(NativeMemory.getLong(hashes + 8L * row));
      int leaves = (int) (spilledPartitions >>> partition) & 1;
      NativeMemory.putShort(staying + 2L * numStaying, (short) row);
      NativeMemory.putShort(leaving + 2L * numLeaving, (short) row);
      numStaying += 1 - leaves;
      numLeaving += leaves;
    }
    if (numLeaving == 0) {
      diverted = null;
      return input;
    }
    diverted = input.withSelection(new Selection(leaving, numLeaving));
    return input.withSelection(new Selection(staying, numStaying));
  }

  /** Makes sure that what was sorted out can be kept; null = granted. */
  @Nullable CompletableFuture<Void> reserve(long hashes) {
    Batch leavingRows = diverted;
    while (leavingRows != null) {
      int before = spills;
      CompletableFuture<Void> wait = memory.reserve(rows.rows().bytesFor(leavingRows, hashes));
      if (wait != null || spills == before) {
        return wait;
      }
      // spilled by itself: the room in open chunks is gone, so the rows need more than before
    }
    return null;
  }

  /** Keeps what was sorted out. */
  void append(long hashes) {
    Batch leavingRows = diverted;
    diverted = null;
    if (leavingRows != null) {
      rows.rows().append(leavingRows, hashes, addresses);
    }
  }

  @Override
  public long reclaimableBytes() {
    return memory.usedBytes();
  }

  @Override
  public long reclaim(long targetBytes) {
    long freed = 0;
    spills++;
    for (int i = 0; i < partitioning.numPartitions() && freed < targetBytes; i++) {
      freed += rows.spill(i);
    }
    return freed;
  }

  /** Writes what is left in memory; returns all that was written. */
  List<SpilledRun> finish() {
    diverted = null;
    reclaim(Long.MAX_VALUE);
    return rows.finish();
  }

  @Override
  public void close() {
    rows.close();
  }
}
