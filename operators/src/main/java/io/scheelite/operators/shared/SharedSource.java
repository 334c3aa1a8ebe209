package io.scheelite.operators.shared;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Sink;
import io.scheelite.operators.runtime.Source;
import io.scheelite.operators.spilling.BlockRows;
import io.scheelite.operators.spilling.RowBatches;
import io.scheelite.operators.spilling.RunReader;
import io.scheelite.operators.spilling.SpilledRun;
import io.scheelite.spill.SpillWorkspace;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads shared rows in one driver: claims partitions from a counter that the drivers of one place
 * have in common. Of each, the rows in memory come first, a pinned batch at a time; if they are
 * spilled meanwhile, reading goes on in the file; then come those that were on disk before.
 */
final class SharedSource implements Source {
  private enum Step {
    CLAIM,
    MEMORY,
    FINISH_FILE,
    DISK,
    DONE
  }

  private final SharedStore store;
  private final AtomicInteger nextPartition;
  private final MemoryConsumer memory;
  private final MemoryConsumer blockMemory;
  private final MemoryConsumer spillMemory;
  private final SpillWorkspace workspace;
  private final RowBatches batches;
  private final BlockRows block;
  private final int batchSize;
  private Step step = Step.CLAIM;
  private int partition;
  private @Nullable RowCursor cursor;
  private long rowsInMemory;
  private long rowsToSkip;
  private @Nullable RunReader reader;
  private boolean later;
  private boolean atBlock;
  private boolean pinned;
  private @Nullable CompletableFuture<Void> awaited;

  SharedSource(SharedStore store, AtomicInteger nextPartition, DriverContext context) {
    this.store = store;
    this.nextPartition = nextPartition;
    this.batchSize = context.batchSize();
    memory = context.newConsumer("rows", batchBytes(store.layout(), batchSize), Reclaimable.NONE);
    blockMemory = context.newConsumer("block", BlockRows.FLOOR_BYTES, Reclaimable.NONE);
    spillMemory = context.newConsumer("spilled", SpillWorkspace.BYTES, Reclaimable.NONE);
    workspace = new SpillWorkspace(spillMemory);
    batches =
        new RowBatches(
            store.layout(), columns(store.layout()), batchSize, new ScratchAllocator(memory));
    block = new BlockRows(store.layout(), blockMemory);
  }

  private static List<Integer> columns(RowLayout layout) {
    return IntStream.range(0, layout.schema().size()).boxed().toList();
  }

  private static long batchBytes(RowLayout layout, int batchSize) {
    return ScratchAllocator.bytesFor(
        RowBatches.sizes(layout, columns(layout), batchSize).stream()
            .mapToLong(Long::longValue)
            .toArray());
  }

  static long floorBytes(RowLayout layout, int batchSize) {
    return batchBytes(layout, batchSize) + BlockRows.FLOOR_BYTES + SpillWorkspace.BYTES;
  }

  @Override
  public @Nullable Batch poll() {
    unpin();
    awaited = Sink.AGAIN;
    switch (step) {
      case CLAIM -> claim();
      case MEMORY -> {
        return readMemory();
      }
      case FINISH_FILE -> {
        awaited = store.finishFile(partition);
        if (awaited == null) {
          awaited = Sink.AGAIN;
          read(store.laterRuns(partition), rowsInMemory, true);
        }
      }
      case DISK -> {
        return readDisk();
      }
      case DONE -> awaited = null;
    }
    return null;
  }

  private void claim() {
    partition = nextPartition.getAndIncrement();
    step = partition < store.partitioning().numPartitions() ? Step.MEMORY : Step.DONE;
    cursor = null;
    rowsInMemory = 0;
  }

  private @Nullable Batch readMemory() {
    CompletableFuture<Void> wait = store.pins().pin();
    if (wait != null) {
      awaited = wait;
      return null;
    }
    pinned = true;
    if (store.isSpilled(partition)) {
      step = Step.FINISH_FILE;
      unpin();
      return null;
    }
    RowCursor rows = cursor == null ? store.cursor(partition) : cursor;
    cursor = rows;
    int numRows = batches.read(rows);
    if (numRows == 0) {
      unpin();
      read(store.collectedRuns(partition), 0, false);
      return null;
    }
    rowsInMemory += numRows;
    return batches.batch(numRows);
  }

  private void read(List<SpilledRun> runs, long skippedRows, boolean wereInMemory) {
    reader = new RunReader(runs, workspace);
    rowsToSkip = skippedRows;
    later = wereInMemory;
    block.clear();
    step = Step.DISK;
  }

  private @Nullable Batch readDisk() {
    int numRows = batches.read(block);
    if (numRows > 0) {
      return skip(numRows);
    }
    RunReader runs = reader;
    if (runs == null || !hasBlock(runs)) {
      endRuns();
      return null;
    }
    awaited = block.load(runs);
    if (awaited == null) {
      awaited = Sink.AGAIN;
      atBlock = false;
    }
    return null;
  }

  private boolean hasBlock(RunReader runs) {
    while (!atBlock && runs.advance()) {
      atBlock = runs.numRows() > rowsToSkip;
      rowsToSkip -= atBlock ? 0 : runs.numRows();
    }
    return atBlock;
  }

  /** Drops rows that were read before they were spilled; null if none is left of these. */
  private @Nullable Batch skip(int numRows) {
    if (rowsToSkip == 0) {
      return batches.batch(numRows);
    }
    int skipped = (int) Math.min(rowsToSkip, numRows);
    rowsToSkip -= skipped;
    batches.dropFirst(skipped, numRows);
    return skipped == numRows ? null : batches.batch(numRows - skipped);
  }

  private void endRuns() {
    closeReader();
    block.clear();
    if (later) {
      read(store.collectedRuns(partition), 0, false);
    } else {
      step = Step.CLAIM;
    }
  }

  private void closeReader() {
    RunReader open = reader;
    reader = null;
    atBlock = false;
    if (open != null) {
      open.close();
    }
  }

  private void unpin() {
    if (pinned) {
      pinned = false;
      store.pins().unpin();
    }
  }

  @Override
  public boolean finished() {
    return step == Step.DONE;
  }

  @Override
  public @Nullable CompletableFuture<Void> blocked() {
    return awaited;
  }

  @Override
  public void close() {
    if (pinned) {
      pinned = false;
      store.pins().abandon(); // must not fail, nor write files for a query that ends
    }
    closeReader();
    block.close();
    workspace.close();
    blockMemory.close();
    spillMemory.close();
    memory.close();
  }
}
