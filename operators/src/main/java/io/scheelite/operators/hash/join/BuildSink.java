package io.scheelite.operators.hash.join;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Sink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Collects the build rows of one driver, and hands them to the {@link JoinState} in the end. */
final class BuildSink implements Sink {
  private final JoinState state;
  private final JoinLayout layout;
  private final MemoryConsumer scratchMemory;
  private final MemoryConsumer rowMemory;
  private final RowCollection rows;
  private final ProbeKeys keys;
  private final long addresses;
  private final long bits;
  private final long selected;
  private final KeyRange range = new KeyRange();
  private @Nullable Batch prepared;
  private Batch stored = Batch.of(0, List.of());

  BuildSink(JoinState state, DriverContext context) {
    this.state = state;
    this.layout = state.layout();
    int batchSize = context.batchSize();
    scratchMemory = context.newConsumer("scratch", scratchBytes(batchSize), Reclaimable.NONE);
    rowMemory = context.newConsumer("rows", rowFloorBytes(state, batchSize), Reclaimable.NONE);
    rows = new RowCollection(layout.rows(), state.partitioning(), rowMemory);
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
    return (chunks + 1) * MemoryConsumer.CHUNK_BYTES + 2 * batchBytes;
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
    return rowMemory.reserve(rows.bytesFor(stored, keys.hashesByRow()));
  }

  /** The columns and rows that are kept; their keys are in {@link #keys}. */
  private Batch storedPart(Batch input) {
    Batch wanted = input;
    keys.enter(input);
    if (!layout.keepsNullKeys()) {
      Selection withoutNulls = keys.withoutNulls(bits, selected);
      if (withoutNulls != null) {
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
    rows.append(stored, keys.hashesByRow(), addresses);
    if (layout.exactHash()) {
      range.add(keys.values(), keys.numRows());
    }
    if (layout.marksBuildRows()) {
      clearMarks(stored);
    }
  }

  private void clearMarks(Batch batch) {
    int markOffset = layout.markOffset();
    Selection selection = batch.selection();
    for (int i = 0; i < batch.numSelectedRows(); i++) {
      int row =
          selection == null
              ? i
              : Short.toUnsignedInt(NativeMemory.getShort(selection.address() + 2L * i));
      NativeMemory.putLong(NativeMemory.getLong(addresses + 8L * row) + markOffset, 0);
    }
  }

  @Override
  public @Nullable CompletableFuture<Void> finish() {
    return state.take(rows, range);
  }

  /** What was not handed over goes with its consumer. */
  @Override
  public void close() {
    rows.close();
    rowMemory.close();
    scratchMemory.close();
  }
}
