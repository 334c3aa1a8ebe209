package io.scheelite.operators.hash.join;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Sink;
import io.scheelite.operators.spilling.SpillableRows;
import io.scheelite.spill.SpillWorkspace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Collects the build rows of one driver, and hands them to the {@link JoinState} in the end. Spills
 * partitions when memory is wanted: first those that other drivers have spilled as well.
 */
final class BuildSink implements Sink, Reclaimable {
  private final JoinState state;
  private final JoinLayout layout;
  private final MemoryConsumer scratchMemory;
  private final MemoryConsumer rowMemory;
  private final SharedRows shared;
  private final SpillWorkspace workspace;
  private final SpillableRows rows;
  private final ProbeKeys keys;
  private final long addresses;
  private final long bits;
  private final long selected;
  private final KeyRange range = new KeyRange();
  private @Nullable Batch prepared;
  private int spills;
  private Batch stored = Batch.of(0, List.of());

  BuildSink(JoinState state, DriverContext context) {
    this.state = state;
    this.layout = state.layout();
    this.shared = state.open(context);
    int batchSize = context.batchSize();
    scratchMemory = context.newConsumer("scratch", scratchBytes(batchSize), Reclaimable.NONE);
    rowMemory = context.newConsumer("rows", rowFloorBytes(state, batchSize), this);
    workspace = new SpillWorkspace(rowMemory);
    rows =
        new SpillableRows(
            new RowCollection(layout.rows(), state.partitioning(), rowMemory),
            SpillableRows.Destination.of(context, workspace));
    ScratchAllocator scratch = new ScratchAllocator(scratchMemory);
    keys = new ProbeKeys(layout.node().buildKeys(), batchSize, scratch);
    addresses = scratch.allocate(8L * batchSize);
    bits = scratch.allocate(Bitmap.sizeBytes(batchSize));
    selected = scratch.allocate(Selection.sizeBytes(batchSize));
  }

  private static long scratchBytes(int batchSize) {
    List<Long> sizes = new ArrayList<>(ProbeKeys.sizes(batchSize));
    sizes.add(8L * batchSize);
    sizes.add(Bitmap.sizeBytes(batchSize));
    sizes.add(Selection.sizeBytes(batchSize));
    return ScratchAllocator.bytesFor(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  /** Room for a batch without long strings, wherever its rows belong. */
  private static long rowFloorBytes(JoinState state, int batchSize) {
    long chunks = state.partitioning().numPartitions();
    long batchBytes = (long) batchSize * state.layout().rows().rowSizeBytes();
    return SpillWorkspace.BYTES
        + (chunks + 1) * MemoryConsumer.CHUNK_BYTES
        + MemoryConsumer.roundUpToChunk(2 * batchBytes);
  }

  /** Floors of one sink. */
  static long floorBytes(JoinState state, int batchSize) {
    return scratchBytes(batchSize) + rowFloorBytes(state, batchSize);
  }

  @Override
  public @Nullable CompletableFuture<Void> prepare(Batch input) {
    if (prepared != input) {
      prepared = input;
      stored = storedPart(input);
    }
    while (true) {
      int before = spills;
      long bytes = rows.rows().bytesFor(stored, keys.hashesByRow());
      CompletableFuture<Void> wait = rowMemory.reserve(bytes);
      if (wait != null || spills == before) {
        return wait;
      }
      // spilled by itself: the room in open chunks is gone, so the rows need more than before
    }
  }

  /** The columns and rows that are kept; their keys are in {@link #keys}. */
  private Batch storedPart(Batch input) {
    Batch wanted = input;
    keys.enter(input);
    if (!layout.keepsNullKeys()) {
      Selection withoutNulls = keys.withoutNulls(bits, selected);
      if (withoutNulls != null) {
        if (withoutNulls.numRows() < input.numSelectedRows()) {
          state.noteNullKeys();
        }
        wanted = input.withSelection(withoutNulls);
        keys.enter(wanted);
      }
    }
    List<ColumnVector> columns = new ArrayList<>(layout.storedColumns().size());
    for (int column : layout.storedColumns()) {
      columns.add(wanted.column(column));
    }
    return new Batch(wanted.numRows(), columns, wanted.selection());
  }

  @Override
  public void consume(Batch input) {
    prepared = null;
    rows.rows().append(stored, keys.hashesByRow(), addresses);
    if (layout.exactHash()) {
      range.add(keys.values(), keys.numRows());
    }
  }

  @Override
  public long reclaimableBytes() {
    return Math.max(0, rowMemory.usedBytes() - SpillWorkspace.BYTES);
  }

  @Override
  public long reclaim(long targetBytes) {
    spills++;
    long freed = spill(targetBytes, true);
    return freed < targetBytes ? freed + spill(targetBytes - freed, false) : freed;
  }

  private long spill(long targetBytes, boolean alreadySpilled) {
    long freed = 0;
    for (int i = rows.rows().numPartitions() - 1; i >= 0 && freed < targetBytes; i--) {
      if (shared.isSpilled(i) == alreadySpilled && rows.rows().sizeBytes(i) > 0) {
        shared.markSpilled(i);
        freed += rows.spill(i);
      }
    }
    return freed;
  }

  @Override
  public @Nullable CompletableFuture<Void> finish() {
    return state.take(rows, range);
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
