package io.scheelite.operators.hash.join;

import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.FinishTask;
import io.scheelite.operators.runtime.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Enters the rows of some partitions into the join's table.
 *
 * <p>Takes a chunk of each partition in turn: chunks of the same age hold similar keys where the
 * input was ordered, so a direct directory is written in one sweep.
 */
final class BuildTask implements FinishTask {
  /** Takes about a millisecond. */
  private static final int ROWS_PER_CALL = 32 << 10;

  private final JoinState state;
  private final int first;
  private final int step;
  private final List<Part> parts = new ArrayList<>();
  private @Nullable MemoryConsumer memory;
  private long scratch;
  private int next;
  private boolean pinned;

  private record Part(int partition, RowCursor rows) {}

  /** For partitions {@code first, first + step, …}. */
  BuildTask(JoinState state, int first, int step) {
    this.state = state;
    this.first = first;
    this.step = step;
  }

  static long floorBytes() {
    return ScratchAllocator.bytesFor(JoinTable.SCRATCH_BYTES);
  }

  @Override
  public void open(DriverContext context) {
    memory = context.newConsumer("links", floorBytes(), Reclaimable.NONE);
    scratch = memory.allocate(floorBytes());
  }

  @Override
  public Progress advance() {
    if (!pinned) {
      CompletableFuture<Void> wait = state.makeTable();
      wait = wait == null ? state.rows().pin() : wait;
      if (wait != null) {
        return Progress.blocked(wait);
      }
      pinned = true;
      openParts();
    }
    JoinTable table = state.table();
    for (int done = 0; done < ROWS_PER_CALL && !parts.isEmpty(); ) {
      next = next < parts.size() ? next : 0;
      Part part = parts.get(next);
      if (part.rows.advance()) {
        table.insert(part.partition, part.rows.firstRow(), part.rows.numRows(), scratch);
        done += part.rows.numRows();
        next++;
      } else {
        parts.remove(next);
      }
    }
    if (!parts.isEmpty()) {
      return Progress.YIELD;
    }
    pinned = false;
    state.rows().unpin();
    return Progress.DONE;
  }

  private void openParts() {
    SharedRows rows = state.rows();
    for (int i = first; i < state.partitioning().numPartitions(); i += step) {
      if (!rows.isSpilled(i)) {
        parts.add(new Part(i, rows.cursor(i)));
      }
    }
  }

  @Override
  public void close() {
    if (pinned) {
      pinned = false;
      state.rows().abandonPin();
    }
    if (memory != null) {
      memory.close();
    }
  }
}
