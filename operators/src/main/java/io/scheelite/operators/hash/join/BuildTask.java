package io.scheelite.operators.hash.join;

import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.FinishTask;
import io.scheelite.operators.runtime.Progress;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Enters the rows of one partition into the join's table, some chunks at a time. */
final class BuildTask implements FinishTask {
  /** Takes about a millisecond. */
  private static final int ROWS_PER_CALL = 32 << 10;

  private final JoinState state;
  private final int partition;
  private @Nullable MemoryConsumer memory;
  private @Nullable RowCursor cursor;
  private long scratch;
  private boolean pinned;

  BuildTask(JoinState state, int partition) {
    this.state = state;
    this.partition = partition;
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
    CompletableFuture<Void> wait = state.makeTable();
    wait = wait == null && !pinned ? state.rows().pin() : wait;
    if (wait != null) {
      return Progress.blocked(wait);
    }
    pinned = true;
    if (state.rows().isSpilled(partition)) {
      return Progress.DONE;
    }
    RowCursor rows = cursor == null ? state.rows().cursor(partition) : cursor;
    cursor = rows;
    for (int done = 0; done < ROWS_PER_CALL; done += rows.numRows()) {
      if (!rows.advance()) {
        return Progress.DONE;
      }
      state.table().insert(partition, rows.firstRow(), rows.numRows(), scratch);
    }
    return Progress.YIELD;
  }

  @Override
  public void close() {
    if (pinned) {
      pinned = false;
      state.rows().unpin();
    }
    if (memory != null) {
      memory.close();
    }
  }
}
