package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.columnar.rows.RowPartitioning;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.spilling.SpillableRows;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Gathers single rows to blocks for a spill file, in memory that is held from the beginning, so
 * that a reclaim needs none.
 */
final class StagingRows {
  /** Memory held, unless a row is larger. */
  static final long FLOOR_BYTES = MemoryConsumer.CHUNK_BYTES;

  private final RowCollection rows;
  private final MemoryConsumer memory;
  private final boolean variable;
  private long heldAddress;
  private long heldBytes;

  /** Takes {@link #FLOOR_BYTES} that the consumer has reserved. */
  StagingRows(RowLayout layout, MemoryConsumer memory) {
    this.rows = new RowCollection(layout, RowPartitioning.NONE, memory);
    this.memory = memory;
    this.variable = layout.hasVariable();
    hold(FLOOR_BYTES);
  }

  private void hold(long bytes) {
    heldAddress = memory.allocate(bytes);
    heldBytes = bytes;
  }

  /** Makes sure that rows of this size can be gathered; null = done, else call again. */
  @Nullable CompletableFuture<Void> reserve(long rowBytes) {
    if (!variable || rowBytes <= heldBytes) {
      return null;
    }
    long bytes = RowCollection.bytesForBlock(Math.toIntExact(rowBytes));
    CompletableFuture<Void> wait = memory.reserve(bytes);
    if (wait == null) {
      memory.free(heldAddress, heldBytes);
      hold(bytes);
    }
    return wait;
  }

  /** Before rows are added; afterwards {@link #end}. */
  void begin() {
    memory.free(heldAddress, heldBytes);
  }

  /** Adds a row to the partition; rows of another partition come after a {@link #flush}. */
  void add(long row, int partition, SpillableRows target) {
    if (!rows.hasRoomForRow(row)) {
      flush(partition, target);
    }
    rows.appendRow(row);
  }

  /** Writes the rows added since the last time. */
  void flush(int partition, SpillableRows target) {
    rows.spillPartition(
        0, (address, sizeBytes, numRows) -> target.write(partition, address, sizeBytes, numRows));
  }

  /** After the last {@link #flush}, or a failure. */
  void end() {
    rows.clear();
    hold(heldBytes);
  }
}
