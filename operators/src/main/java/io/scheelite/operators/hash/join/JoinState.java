package io.scheelite.operators.hash.join;

import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.columnar.rows.RowPartitioning;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.ExecutionSettings;
import io.scheelite.operators.runtime.OperatorStats;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What all drivers of one join share: the build rows, and the table over them once all are there.
 *
 * <p>Thread-safe. While rows are collected it is touched inside its consumer's gate; from then on
 * it is only read.
 */
final class JoinState implements AutoCloseable {
  /** Memory that is there from the beginning: slots of empty partitions. */
  static final long FLOOR_BYTES = MemoryConsumer.CHUNK_BYTES;

  private static final int MOST_PARTITION_BITS = 4;
  private static final int ROWS_WITHOUT_PARTITIONS = 4096;

  /** Open chunks of all drivers take at most one in so many bytes of the query's memory. */
  private static final int OPEN_CHUNKS_SHARE = 8;

  private final JoinLayout layout;
  private final RowPartitioning partitioning;
  private final KeyRange range = new KeyRange();
  private @Nullable Shared shared;
  private volatile boolean empty;
  private volatile @Nullable JoinTable table;

  /** What needs memory, and so exists only when the join runs. */
  private record Shared(MemoryConsumer memory, RowCollection rows, OperatorStats stats) {}

  JoinState(JoinLayout layout, ExecutionSettings settings) {
    this.layout = layout;
    this.partitioning = RowPartitioning.of(partitionBits(layout, settings));
  }

  private static int partitionBits(JoinLayout layout, ExecutionSettings settings) {
    double estimate = layout.node().build().estimatedRows();
    if (layout.numKeys() == 0 || estimate >= 0 && estimate < ROWS_WITHOUT_PARTITIONS) {
      return 0;
    }
    long chunks =
        settings.memoryLimitBytes()
            / OPEN_CHUNKS_SHARE
            / Math.max(1, settings.maxDrivers())
            / MemoryConsumer.CHUNK_BYTES;
    int bits = Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(2, chunks));
    return Math.min(MOST_PARTITION_BITS, bits);
  }

  JoinLayout layout() {
    return layout;
  }

  RowPartitioning partitioning() {
    return partitioning;
  }

  /** Opens what the drivers share, on behalf of the first one. */
  synchronized void open(DriverContext context) {
    if (shared == null) {
      MemoryConsumer memory = context.newSharedConsumer("table", FLOOR_BYTES, Reclaimable.NONE);
      shared =
          new Shared(
              memory, new RowCollection(layout.rows(), partitioning, memory), context.stats());
    }
  }

  private synchronized Shared shared() {
    if (shared == null) {
      throw new IllegalStateException("join has not been built");
    }
    return shared;
  }

  /** Takes over the rows of one driver; null = done, else try again when it is complete. */
  @Nullable CompletableFuture<Void> take(RowCollection rows, KeyRange rangeOfRows) {
    Shared all = shared();
    if (!all.memory.gate().tryEnter()) {
      return all.memory.gate().whenEnterable();
    }
    try {
      rows.transferTo(all.rows);
      range.add(rangeOfRows);
    } finally {
      all.memory.gate().exit();
    }
    return null;
  }

  /**
   * Makes an empty table for the rows, if nobody has yet; null = it is there, else try again when
   * it is complete.
   */
  @Nullable CompletableFuture<Void> makeTable() {
    if (table != null) {
      return null;
    }
    Shared all = shared();
    if (!all.memory.gate().tryEnter()) {
      return all.memory.gate().whenEnterable();
    }
    try {
      if (table != null) {
        return null;
      }
      DirectoryPlan plan = DirectoryPlan.of(layout, all.rows, range);
      CompletableFuture<Void> wait = all.memory.reserve(plan.sizeBytes());
      if (wait == null) {
        KeyDirectory directory = plan.allocate(all.memory);
        all.stats.note(directory.description());
        empty = all.rows.numRows() == 0;
        table = new JoinTable(layout, directory);
      }
      return wait;
    } finally {
      all.memory.gate().exit();
    }
  }

  /** Goes over the rows of a partition, when all rows are there. */
  RowCursor cursor(int partition) {
    return shared().rows.cursor(partition);
  }

  /** The table; complete when all finish tasks are done. */
  JoinTable table() {
    JoinTable result = table;
    if (result == null) {
      throw new IllegalStateException("join has not been built");
    }
    return result;
  }

  /** Whether there are no build rows at all. */
  boolean isEmpty() {
    return empty;
  }

  @Override
  public synchronized void close() {
    if (shared != null) {
      shared.memory.close();
    }
  }
}
