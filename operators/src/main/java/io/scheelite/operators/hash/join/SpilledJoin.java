package io.scheelite.operators.hash.join;

import io.scheelite.columnar.Batch;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.MemoryLimitExceededException;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.runtime.Sink;
import io.scheelite.operators.spilling.BlockRows;
import io.scheelite.operators.spilling.SpillableRows;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Joins spilled partitions, one after another, taken from a queue that several of these may share.
 *
 * <p>A partition whose build side fits into memory is loaded and probed. One that does not is
 * divided by further bits of the hash, and the parts go into the queue. Where that does not help
 * (all rows have one key), the build side is loaded piece by piece, and each piece sees all probe
 * rows: a block nested loop. Then probe rows need a flag each, so they come in segments for which
 * there are flags, and the pieces are loaded once per segment.
 *
 * <p>Belongs to one driver, which closes it.
 */
final class SpilledJoin implements AutoCloseable {
  /** How often to ask for the memory of a whole partition before it is divided instead. */
  private static final int MOST_ATTEMPTS = 3;

  private final JoinState state;
  private final JoinLayout layout;
  private final MemoryConsumer memory;
  private final MemoryConsumer blockMemory;
  private final SpillableRows.Destination destination;
  private final ScratchAllocator scratch;
  private final PartitionPass.Workplace workplace;
  private final long addresses;

  private @Nullable SpilledPartition partition;
  private @Nullable PartitionSplitter splitter;
  private @Nullable PartitionPass pass;
  private @Nullable CompletableFuture<Void> awaited;
  private int attempts;
  private boolean finished;

  /**
   * @param memory holds {@link #floorBytes} unused
   * @param blockMemory has a floor of {@link BlockRows#FLOOR_BYTES} that nobody else uses
   * @param probe lent
   */
  SpilledJoin(
      JoinState state,
      MemoryConsumer memory,
      MemoryConsumer blockMemory,
      SpillableRows.Destination destination,
      TableProbe probe,
      int batchSize) {
    this.state = state;
    this.layout = state.layout();
    this.memory = memory;
    this.blockMemory = blockMemory;
    this.destination = destination;
    this.scratch = new ScratchAllocator(memory);
    this.workplace =
        new PartitionPass.Workplace(
            layout, memory, blockMemory, destination, probe, batchSize, scratch);
    this.addresses = scratch.allocate(PartitionSplitter.ADDRESS_BYTES);
  }

  /** Least memory that one of these works with, besides its {@link TableProbe}. */
  static long floorBytes(JoinLayout layout, int batchSize) {
    List<Long> sizes = new ArrayList<>(PartitionPass.Workplace.sizes(layout, batchSize));
    sizes.add(PartitionSplitter.ADDRESS_BYTES);
    long pass = BuildPiece.floorBytes(layout);
    return ScratchAllocator.bytesFor(sizes.stream().mapToLong(Long::longValue).toArray())
        + Math.max(pass, PartitionSplitter.floorBytes());
  }

  /** The next output; null when there is none now. */
  @Nullable Batch poll() {
    awaited = Sink.AGAIN;
    PartitionPass running = pass;
    if (running != null) {
      Batch output = running.poll();
      awaited = running.awaited();
      if (running.isFinished()) {
        endPartition();
      }
      return output;
    }
    if (splitter != null) {
      split(splitter);
      return null;
    }
    SpilledPartition next = partition == null ? state.spilledPartitions().poll() : partition;
    partition = next;
    if (next == null) {
      finished = true;
      awaited = null;
    } else {
      begin(next);
    }
    return null;
  }

  private void begin(SpilledPartition next) {
    if (isPointless(next)) {
      endPartition();
      return;
    }
    boolean divisible = next.canBeDividedBy(PartitionSplitter.BITS);
    if (divisible && !reserveWhole(next)) {
      return;
    }
    if (divisible && attempts < 0) {
      splitter = new PartitionSplitter(layout, next, memory, blockMemory, destination, addresses);
      destination.stats().note("divides spilled partitions further");
    } else {
      pass = new PartitionPass(workplace, next);
    }
  }

  /** Nothing comes of it where one side is empty, for most joins. */
  private boolean isPointless(SpilledPartition next) {
    return switch (layout.joinType()) {
      case INNER, SEMI -> next.buildRows() == 0 || next.probeRows() == 0;
      case LEFT, SINGLE, ANTI, NULL_AWARE_ANTI, MARK, NULL_AWARE_MARK -> next.probeRows() == 0;
      case RIGHT, RIGHT_SEMI, RIGHT_ANTI -> next.buildRows() == 0;
      case FULL -> next.buildRows() == 0 && next.probeRows() == 0;
    };
  }

  /**
   * Reserves memory for the whole build side; false = call again when {@link #awaited} is complete.
   * Where it is not to be had, {@code attempts} becomes negative.
   */
  private boolean reserveWhole(SpilledPartition next) {
    long bytes = BuildPiece.bytesFor(next);
    if (bytes > state.bytesPerDriver() || attempts == MOST_ATTEMPTS) {
      attempts = -1;
      return true;
    }
    attempts++;
    try {
      CompletableFuture<Void> wait = memory.reserveByReclaim(bytes);
      awaited = wait == null ? Sink.AGAIN : wait;
      return wait == null;
    } catch (MemoryLimitExceededException _) {
      attempts = -1; // it does not fit now, and need not
      return true;
    }
  }

  private void split(PartitionSplitter running) {
    CompletableFuture<Void> wait = running.advance();
    if (wait == null) {
      running.finish(state.spilledPartitions()::add);
      running.close();
      splitter = null;
      endPartition();
    } else {
      awaited = wait;
    }
  }

  private void endPartition() {
    if (pass != null) {
      pass.close();
      pass = null;
    }
    if (partition != null) {
      partition.close();
      partition = null;
    }
    attempts = 0;
    memory.releaseUnused();
  }

  /** Whether there is nothing left to do. */
  boolean isFinished() {
    return finished;
  }

  /** After {@link #poll} returned null: what to wait for; null = finished. */
  @Nullable CompletableFuture<Void> awaited() {
    return awaited;
  }

  /** About how much {@link #reclaim} would free: loaded pieces stay, parts being written do not. */
  long reclaimableBytes() {
    return splitter == null ? 0 : memory.usedBytes();
  }

  /** Writes what can be written of work under way; see {@link io.scheelite.memory.Reclaimable}. */
  long reclaim() {
    long before = memory.usedBytes();
    if (splitter != null) {
      splitter.spill();
    }
    return before - memory.usedBytes();
  }

  @Override
  public void close() {
    if (splitter != null) {
      splitter.close();
      splitter = null;
    }
    endPartition();
    scratch.close();
  }
}
