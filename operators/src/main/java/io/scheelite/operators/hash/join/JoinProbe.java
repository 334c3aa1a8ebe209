package io.scheelite.operators.hash.join;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Sink;
import io.scheelite.operators.runtime.Transform;
import io.scheelite.operators.spilling.BlockRows;
import io.scheelite.operators.spilling.SpillableRows;
import io.scheelite.operators.spilling.SpilledRun;
import io.scheelite.spill.SpillWorkspace;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Joins the probe rows of one driver: at once where the build rows are in memory; the others are
 * set aside, and joined after the last probe of all drivers has ended.
 */
final class JoinProbe implements Transform, Reclaimable {
  private final JoinState state;
  private final SharedRows shared;
  private final int batchSize;
  private final MemoryConsumer memory;
  private final MemoryConsumer spillMemory;
  private final MemoryConsumer blockMemory;
  private final ScratchAllocator spillScratch;
  private final SpillWorkspace workspace;
  private final SpillableRows.Destination destination;
  private final TableProbe probe;
  private final DivertedRows diverted;
  private final long flags;
  private final boolean needsFlags;
  private final @Nullable MarkedRows buildRows;
  private @Nullable SpilledJoin spilledJoin;
  private Batch staying = Batch.of(0, List.of());
  private @Nullable RowCursor unread;
  private int partition;
  private boolean pinned;
  private boolean ended;

  JoinProbe(JoinState state, DriverContext context) {
    this.state = state;
    this.shared = state.rows();
    this.batchSize = context.batchSize();
    JoinLayout layout = state.layout();
    memory = context.newConsumer("probe", probeBytes(layout, batchSize), Reclaimable.NONE);
    flags = memory.allocate(batchSize);
    probe = new TableProbe(state, batchSize, memory);
    needsFlags = TableProbe.needsFlags(layout);
    buildRows =
        yieldsBuildRows(layout)
            ? new MarkedRows(layout, batchSize, new ScratchAllocator(memory))
            : null;
    spillMemory = context.newConsumer("spilled", spillBytes(state, batchSize), this);
    blockMemory = context.newConsumer("block", BlockRows.FLOOR_BYTES, Reclaimable.NONE);
    workspace = new SpillWorkspace(spillMemory);
    destination = SpillableRows.Destination.of(context, workspace);
    spillScratch = new ScratchAllocator(spillMemory);
    diverted = new DivertedRows(state, spillMemory, destination, batchSize, spillScratch);
    state.beginProbe();
  }

  private static long probeBytes(JoinLayout layout, int batchSize) {
    long[] sizes =
        yieldsBuildRows(layout)
            ? MarkedRows.sizes(layout, batchSize).stream().mapToLong(Long::longValue).toArray()
            : new long[0];
    return TableProbe.floorBytes(layout, batchSize)
        + MemoryConsumer.roundUpToChunk(batchSize)
        + ScratchAllocator.bytesFor(sizes);
  }

  /** Whether build rows without a match follow the pairs. */
  private static boolean yieldsBuildRows(JoinLayout layout) {
    return layout.marksBuildRows() && layout.yieldsPairs();
  }

  private static long spillBytes(JoinState state, int batchSize) {
    long[] sizes = DivertedRows.sizes(batchSize).stream().mapToLong(Long::longValue).toArray();
    long diverting = ScratchAllocator.bytesFor(sizes) + DivertedRows.floorBytes(state, batchSize);
    return SpillWorkspace.BYTES
        + Math.max(diverting, SpilledJoin.floorBytes(state.layout(), batchSize));
  }

  static long floorBytes(JoinState state, int batchSize) {
    return probeBytes(state.layout(), batchSize)
        + spillBytes(state, batchSize)
        + BlockRows.FLOOR_BYTES;
  }

  @Override
  public @Nullable CompletableFuture<Void> prepare(Batch input) {
    CompletableFuture<Void> wait = pinned ? null : shared.pin();
    if (wait != null) {
      return wait;
    }
    pinned = true;
    staying = input;
    long spilledPartitions = shared.spilledPartitions();
    if (spilledPartitions != 0) {
      probe.keys().enter(input);
      long hashes = probe.keys().hashesByRow();
      staying = diverted.divert(input, hashes, spilledPartitions);
      wait = diverted.reserve(hashes);
      if (wait != null) {
        unpin(); // so that the wait may be for these very rows
      }
    }
    return wait;
  }

  private void unpin() {
    if (pinned) {
      pinned = false;
      shared.unpin();
    }
  }

  @Override
  public void accept(Batch input) {
    if (staying != input) {
      diverted.append(probe.keys().hashesByRow());
    }
    if (staying.numSelectedRows() > 0) {
      if (needsFlags) {
        NativeMemory.fill(flags, input.numRows(), (byte) 0);
      }
      probe.start(state.table(), staying, flags, Piece.WHOLE);
    }
  }

  @Override
  public @Nullable Batch next() {
    if (unread != null && buildRows != null) {
      return nextBuildRows(buildRows, unread);
    }
    if (spilledJoin != null) {
      return spilledJoin.poll();
    }
    Batch output = probe.next();
    if (output == null && !probe.hasMore()) {
      unpin();
    }
    return output;
  }

  private @Nullable Batch nextBuildRows(MarkedRows rows, RowCursor cursor) {
    int numRows = rows.read(cursor);
    if (numRows > 0) {
      return rows.output(numRows);
    }
    shared.freePartition(partition);
    claimPartition();
    return next();
  }

  private void claimPartition() {
    unread = null;
    do {
      partition = state.claimPartition();
    } while (partition < state.partitioning().numPartitions() && shared.isSpilled(partition));
    if (partition < state.partitioning().numPartitions()) {
      unread = shared.cursor(partition);
    }
  }

  @Override
  public @Nullable CompletableFuture<Void> blocked() {
    if (unread != null) {
      return Sink.AGAIN;
    }
    if (spilledJoin != null) {
      return spilledJoin.awaited();
    }
    return probe.hasMore() ? Sink.AGAIN : null;
  }

  @Override
  public @Nullable CompletableFuture<Void> finishInput() {
    if (!ended) {
      unpin();
      List<SpilledRun> runs = diverted.finish();
      ended = true;
      state.endProbe(runs);
    }
    if (state.layout().yieldsOnlyBuildRows()
        || buildRows == null && shared.spilledPartitions() == 0) {
      return null;
    }
    CompletableFuture<Void> wait = state.whenProbesEnded();
    wait = wait == null ? state.queueSpilled() : wait;
    if (wait == null && spilledJoin == null) {
      diverted.close();
      spillScratch.close();
      if (buildRows != null) {
        claimPartition();
      }
      spilledJoin = new SpilledJoin(state, spillMemory, blockMemory, destination, probe, batchSize);
    }
    return wait;
  }

  @Override
  public boolean finished() {
    return state.isEmpty() && isEmptyWithoutBuildRows(state.layout().joinType());
  }

  private static boolean isEmptyWithoutBuildRows(JoinType type) {
    return switch (type) {
      case INNER, RIGHT, SEMI, RIGHT_SEMI, RIGHT_ANTI -> true;
      case LEFT, FULL, SINGLE, ANTI, NULL_AWARE_ANTI, MARK, NULL_AWARE_MARK -> false;
    };
  }

  @Override
  public long reclaimableBytes() {
    SpilledJoin running = spilledJoin;
    return running != null
        ? running.reclaimableBytes()
        : Math.max(0, spillMemory.usedBytes() - SpillWorkspace.BYTES);
  }

  @Override
  public long reclaim(long targetBytes) {
    SpilledJoin running = spilledJoin;
    return running != null ? running.reclaim() : diverted.reclaim(targetBytes);
  }

  @Override
  public void close() {
    if (pinned) {
      pinned = false;
      shared.abandonPin(); // must not fail, nor write files for a query that ends
    }
    if (!ended) {
      ended = true;
      state.endProbe(List.of());
    }
    if (spilledJoin != null) {
      spilledJoin.close();
    }
    diverted.close();
    probe.close();
    workspace.close();
    blockMemory.close();
    spillMemory.close();
    memory.close();
  }
}
