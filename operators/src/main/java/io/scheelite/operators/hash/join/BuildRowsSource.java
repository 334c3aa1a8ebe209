package io.scheelite.operators.hash.join;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Source;
import io.scheelite.operators.spilling.BlockRows;
import io.scheelite.operators.spilling.SpillableRows;
import io.scheelite.spill.SpillWorkspace;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Yields the build rows that were matched (or not), after the last probe: first those in memory,
 * which are freed as they are read, then those of spilled partitions, which are joined here.
 * Drivers claim partitions from a common counter. Batches refer to strings inside the rows.
 */
final class BuildRowsSource implements Source, Reclaimable {
  private final JoinState state;
  private final SharedRows shared;
  private final JoinLayout layout;
  private final int batchSize;
  private final MemoryConsumer memory;
  private final MemoryConsumer spillMemory;
  private final MemoryConsumer blockMemory;
  private final SpillWorkspace workspace;
  private final SpillableRows.Destination destination;
  private final MarkedRows rows;
  private @Nullable TableProbe probe;
  private @Nullable SpilledJoin spilledJoin;
  private @Nullable RowCursor cursor;
  private @Nullable CompletableFuture<Void> awaited;
  private int partition;
  private boolean queued;
  private boolean finished;

  BuildRowsSource(JoinState state, DriverContext context) {
    this.state = state;
    this.shared = state.rows();
    this.layout = state.layout();
    this.batchSize = context.batchSize();
    memory = context.newConsumer("rows", batchBytes(layout, batchSize), Reclaimable.NONE);
    rows = new MarkedRows(layout, batchSize, new ScratchAllocator(memory));
    spillMemory = context.newConsumer("spilled", spillBytes(layout, batchSize), this);
    blockMemory = context.newConsumer("block", BlockRows.FLOOR_BYTES, Reclaimable.NONE);
    workspace = new SpillWorkspace(spillMemory);
    destination = SpillableRows.Destination.of(context, workspace);
  }

  private static long batchBytes(JoinLayout layout, int batchSize) {
    return ScratchAllocator.bytesFor(
        MarkedRows.sizes(layout, batchSize).stream().mapToLong(Long::longValue).toArray());
  }

  private static long spillBytes(JoinLayout layout, int batchSize) {
    return SpillWorkspace.BYTES
        + TableProbe.floorBytes(layout, batchSize)
        + SpilledJoin.floorBytes(layout, batchSize);
  }

  static long floorBytes(JoinLayout layout, int batchSize) {
    return batchBytes(layout, batchSize) + spillBytes(layout, batchSize) + BlockRows.FLOOR_BYTES;
  }

  @Override
  public @Nullable Batch poll() {
    awaited = null;
    if (!queued) {
      awaited = state.queueSpilled();
      queued = awaited == null;
      return null;
    }
    SpilledJoin spilled = spilledJoin;
    if (spilled != null) {
      Batch output = spilled.poll();
      awaited = spilled.awaited();
      finished = spilled.isFinished();
      return output;
    }
    RowCursor unread = cursor;
    if (unread == null) {
      claimPartition();
      return null;
    }
    int numRows = rows.read(unread);
    if (numRows == 0) {
      cursor = null;
      shared.freePartition(partition);
      return null;
    }
    return rows.output(numRows);
  }

  private void claimPartition() {
    partition = state.claimPartition();
    if (partition >= state.partitioning().numPartitions()) {
      TableProbe made = new TableProbe(state, batchSize, spillMemory);
      probe = made;
      spilledJoin = new SpilledJoin(state, spillMemory, blockMemory, destination, made, batchSize);
    } else if (!shared.isSpilled(partition)) {
      cursor = shared.cursor(partition);
    }
  }

  @Override
  public boolean finished() {
    return finished;
  }

  @Override
  public @Nullable CompletableFuture<Void> blocked() {
    return awaited;
  }

  @Override
  public long reclaimableBytes() {
    SpilledJoin running = spilledJoin;
    return running == null ? 0 : running.reclaimableBytes();
  }

  @Override
  public long reclaim(long targetBytes) {
    SpilledJoin running = spilledJoin;
    return running == null ? 0 : running.reclaim();
  }

  @Override
  public void close() {
    if (spilledJoin != null) {
      spilledJoin.close();
    }
    if (probe != null) {
      probe.close();
    }
    workspace.close();
    blockMemory.close();
    spillMemory.close();
    memory.close();
  }
}
