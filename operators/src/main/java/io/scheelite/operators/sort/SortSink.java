package io.scheelite.operators.sort;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Sink;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Collects the rows of one driver for a sort. With a bound on how many rows are wanted, rows that
 * are certainly not among the first are dropped, at first sight where possible.
 */
final class SortSink implements Sink {
  /** Bounds up to here are worth looking at each row; above, all rows are kept. */
  static final int MAX_BOUND = Segment.MAX_ROWS / 4;

  private final SortState state;
  private final SortRowLayout layout;
  private final SortedRows rows;
  private final MemoryConsumer scratchMemory;
  private final SortRowWriter writer;
  private final long addresses;
  private final long selectionAddress;
  private final long thresholdAddress;
  private final int bound;
  private boolean hasThreshold;
  private @Nullable Batch encoded;
  private @Nullable Batch accepted;

  SortSink(SortState state, DriverContext context) {
    this.state = state;
    this.layout = state.layout();
    this.bound = state.numWanted() <= MAX_BOUND ? (int) state.numWanted() : Integer.MAX_VALUE;
    int batchSize = context.batchSize();
    scratchMemory =
        context.newConsumer("scratch", scratchBytes(layout, batchSize), Reclaimable.NONE);
    long scratch = scratchMemory.allocate(scratchBytes(layout, batchSize));
    addresses = scratch;
    thresholdAddress = addresses + 8L * batchSize;
    writer = new SortRowWriter(layout, thresholdAddress + layout.keys().sizeBytes(), batchSize);
    selectionAddress =
        thresholdAddress
            + layout.keys().sizeBytes()
            + SortRowWriter.scratchBytes(layout, batchSize);
    rows = new SortedRows(layout, context);
    state.add(rows);
  }

  private static long scratchBytes(SortRowLayout layout, int batchSize) {
    return MemoryConsumer.roundUpToChunk(
        8L * batchSize
            + layout.keys().sizeBytes()
            + SortRowWriter.scratchBytes(layout, batchSize)
            + Selection.sizeBytes(batchSize));
  }

  /** Floors of one sink. */
  static long floorBytes(SortRowLayout layout, int batchSize) {
    return scratchBytes(layout, batchSize) + SortedRows.totalFloorBytes(layout, batchSize);
  }

  @Override
  public @Nullable CompletableFuture<Void> prepare(Batch input) {
    if (encoded != input) {
      encode(input);
    }
    CompletableFuture<Void> wait = dropUnwanted();
    Batch batch = accepted;
    if (wait != null || batch == null) {
      return wait;
    }
    wait = rows.reserveBlock(writer.largestRowBytes());
    return wait == null ? rows.reserve(writer, batch.numSelectedRows()) : wait;
  }

  /** Once per batch: encodes keys, drops rows beyond the threshold, and measures the others. */
  private void encode(Batch input) {
    encoded = input;
    long keys = writer.encodeKeys(input);
    Batch batch = hasThreshold ? belowThreshold(input, keys) : input;
    accepted = batch.numSelectedRows() == 0 ? null : batch;
    if (accepted != null) {
      writer.begin(batch);
    }
  }

  /** Moves the keys that pass together, in place. */
  private Batch belowThreshold(Batch input, long keys) {
    int stride = layout.keys().sizeBytes();
    int compared = layout.keys().plainBytes();
    Selection selection = input.selection();
    int kept = 0;
    for (int i = 0; i < input.numSelectedRows(); i++) {
      long key = keys + (long) i * stride;
      if (NativeMemory.compareUnsigned(key, compared, thresholdAddress, compared) <= 0) {
        int row = selection == null ? i : NativeMemory.getShort(selection.address() + 2L * i);
        NativeMemory.putShort(selectionAddress + 2L * kept, (short) row);
        if (kept < i) {
          NativeMemory.copy(key, keys + (long) kept * stride, stride);
        }
        kept++;
      }
    }
    return kept == input.numSelectedRows()
        ? input
        : input.withSelection(new Selection(selectionAddress, kept));
  }

  /** Where twice as many rows as wanted are held, keeps the first ones. */
  private @Nullable CompletableFuture<Void> dropUnwanted() {
    int held = bound == Integer.MAX_VALUE ? 0 : rows.numRowsOfOnlySegment();
    if (held < 2L * bound || held < MAX_BOUND) {
      return null;
    }
    CompletableFuture<Void> wait = rows.keepFirst(bound);
    if (wait == null && bound > 0 && rows.numRowsOfOnlySegment() == bound) {
      NativeMemory.copy(
          rows.lastRow() + layout.keyOffset(), thresholdAddress, layout.keys().sizeBytes());
      hasThreshold = true;
    }
    return wait;
  }

  @Override
  public void consume(Batch input) {
    Batch batch = accepted;
    encoded = null;
    accepted = null;
    if (batch == null) {
      return;
    }
    int numRows = batch.numSelectedRows();
    rows.noteKeys(writer.keys(), numRows);
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putLong(addresses + 8L * i, rows.allocate(writer.rowBytes(i)));
    }
    writer.write(batch, addresses);
    for (int i = 0; i < numRows; i++) {
      rows.add(NativeMemory.getLong(addresses + 8L * i));
    }
  }

  @Override
  public @Nullable CompletableFuture<Void> finish() {
    rows.sortLastSegment();
    return null;
  }

  @Override
  public boolean finished() {
    return state.numWanted() == 0;
  }

  /** The rows belong to the shared state. */
  @Override
  public void close() {
    scratchMemory.close();
  }
}
