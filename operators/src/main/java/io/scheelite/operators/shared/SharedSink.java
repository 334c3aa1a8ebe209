package io.scheelite.operators.shared;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.columnar.rows.RowPartitioning;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Sink;
import io.scheelite.operators.spilling.SpillableRows;
import io.scheelite.spill.SpillWorkspace;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Collects the rows of one driver, batch by batch into one partition after another, and hands them
 * to the {@link SharedStore} in the end.
 */
final class SharedSink implements Sink, Reclaimable {
  private final SharedStore store;
  private final MemoryConsumer scratchMemory;
  private final MemoryConsumer rowMemory;
  private final SpillWorkspace workspace;
  private final SpillableRows rows;
  private final long hashes;
  private final long addresses;
  private final int batchSize;
  private int nextPartition;
  private int spills;

  SharedSink(SharedStore store, DriverContext context) {
    this.store = store;
    this.batchSize = context.batchSize();
    store.open(context);
    nextPartition = context.driverIndex();
    scratchMemory = context.newConsumer("scratch", scratchBytes(batchSize), Reclaimable.NONE);
    rowMemory = context.newConsumer("rows", rowFloorBytes(store, batchSize), this);
    workspace = new SpillWorkspace(rowMemory);
    rows =
        new SpillableRows(
            new RowCollection(store.layout(), store.partitioning(), rowMemory),
            SpillableRows.Destination.of(context, workspace));
    ScratchAllocator scratch = new ScratchAllocator(scratchMemory);
    hashes = scratch.allocate(8L * batchSize);
    addresses = scratch.allocate(8L * batchSize);
    choosePartition();
  }

  private static long scratchBytes(int batchSize) {
    return ScratchAllocator.bytesFor(8L * batchSize, 8L * batchSize);
  }

  /** Room for a batch without long strings, beside the open chunk of each partition. */
  private static long rowFloorBytes(SharedStore store, int batchSize) {
    long batchBytes = (long) batchSize * store.layout().rowSizeBytes();
    return SpillWorkspace.BYTES
        + (store.partitioning().numPartitions() + 1L) * MemoryConsumer.CHUNK_BYTES
        + MemoryConsumer.roundUpToChunk(2 * batchBytes);
  }

  static long floorBytes(SharedStore store, int batchSize) {
    return scratchBytes(batchSize) + rowFloorBytes(store, batchSize);
  }

  /** The top bits of a hash say the partition, and it is the same for all rows of a batch. */
  private void choosePartition() {
    RowPartitioning partitioning = store.partitioning();
    long partition = nextPartition++ & (partitioning.numPartitions() - 1);
    long hash = partitioning.bits() == 0 ? 0 : partition << Long.SIZE - partitioning.bits();
    for (int i = 0; i < batchSize; i++) {
      NativeMemory.putLong(hashes + 8L * i, hash);
    }
  }

  @Override
  public @Nullable CompletableFuture<Void> prepare(Batch input) {
    while (true) {
      int before = spills;
      CompletableFuture<Void> wait = rowMemory.reserve(rows.rows().bytesFor(input, hashes));
      if (wait != null || spills == before) {
        return wait;
      }
      // spilled by itself: the room in open chunks is gone, so the rows need more than before
    }
  }

  @Override
  public void consume(Batch input) {
    rows.rows().append(input, hashes, addresses);
    choosePartition();
  }

  @Override
  public long reclaimableBytes() {
    return Math.max(0, rowMemory.usedBytes() - SpillWorkspace.BYTES);
  }

  @Override
  public long reclaim(long targetBytes) {
    long freed = 0;
    spills++;
    for (int i = rows.rows().numPartitions() - 1; i >= 0 && freed < targetBytes; i--) {
      freed += rows.spill(i);
    }
    return freed;
  }

  @Override
  public @Nullable CompletableFuture<Void> finish() {
    return store.take(rows);
  }

  /** What was not handed over goes with its consumer. */
  @Override
  public void close() {
    rows.close();
    workspace.close();
    rowMemory.close();
    scratchMemory.close();
  }
}
