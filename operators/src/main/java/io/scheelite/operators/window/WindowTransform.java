package io.scheelite.operators.window;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.rows.RowReader;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Transform;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Stores sorted rows until their partition is complete, then yields them with the values of the
 * window functions.
 */
final class WindowTransform implements Transform {
  private final WindowPlan plan;
  private final WindowLayout layout;
  private final int batchSize;
  private final WindowRows rows;
  private final MemoryConsumer memory;
  private final ScratchAllocator scratch;
  private final WindowRowWriter writer;
  private final RowReader reader;
  private final RowPositions positions;
  private final WindowColumns columns;
  private final RowColumn[] partitionKeys;
  private final RowColumn[] orderKeys;
  private final RowState[] states;
  private final WindowRows.Cursor previous;
  private final WindowRows.Cursor copied;
  private final long addresses;
  private final GrowingHeap block; // of the rows that are yielded
  private long emitted;
  private boolean inputEnded;
  private @Nullable Batch measured;
  private @Nullable CompletableFuture<Void> awaited;

  WindowTransform(WindowPlan plan, DriverContext context) {
    this.plan = plan;
    layout = plan.layout();
    batchSize = context.batchSize();
    memory = context.newConsumer("output", plan.scratchBytes(), Reclaimable.NONE);
    scratch = new ScratchAllocator(memory);
    addresses = scratch.allocate(8L * batchSize);
    writer = new WindowRowWriter(layout, scratch.allocate(WindowRowWriter.scratchBytes(batchSize)));
    reader = new RowReader(layout.rows(), scratch, batchSize);
    block = new GrowingHeap(memory, WindowPlan.BLOCK_BYTES);
    rows = new WindowRows(layout, context);
    positions = new RowPositions(layout, rows, !plan.orderKeys().isEmpty(), batchSize);
    columns = new WindowColumns(plan, rows, scratch, batchSize);
    partitionKeys = plan.partitionKeys().stream().map(layout::column).toArray(RowColumn[]::new);
    orderKeys =
        plan.orderKeys().stream()
            .map(SortKey::column)
            .map(layout::column)
            .toArray(RowColumn[]::new);
    states = columns.states().toArray(RowState[]::new);
    previous = rows.cursor();
    copied = rows.cursor();
  }

  @Override
  public @Nullable CompletableFuture<Void> prepare(Batch input) {
    if (measured != input) {
      release();
      writer.begin(input);
      measured = input;
    }
    return rows.reserve(writer, input.numSelectedRows());
  }

  @Override
  public void accept(Batch input) {
    measured = null;
    int count = input.numSelectedRows();
    long first = rows.numRows();
    for (int i = 0; i < count; i++) {
      NativeMemory.putLong(addresses + 8L * i, rows.append(writer.rowBytes(i)));
    }
    writer.write(input, addresses);
    for (int i = 0; i < count; i++) {
      place(first + i, NativeMemory.getLong(addresses + 8L * i));
    }
  }

  /** Says where a new row stands and what the rows up to it make of each call. */
  private void place(long row, long address) {
    long before = row == 0 ? 0 : previous.address(row - 1);
    if (before == 0 || !same(partitionKeys, before, address)) {
      positions.addPartition(row);
      layout.place(address, row, row, 0);
    } else {
      boolean peer = same(orderKeys, before, address);
      layout.place(
          address,
          layout.partition(before),
          peer ? layout.firstPeer(before) : row,
          layout.group(before) + (peer ? 0 : 1));
    }
    long partition = layout.partition(address);
    for (RowState state : states) {
      state.append(row, address, partition);
    }
  }

  private static boolean same(RowColumn[] keys, long rowA, long rowB) {
    for (RowColumn key : keys) {
      if (!key.same(rowA, rowB)) {
        return false;
      }
    }
    return true;
  }

  /** Forgets rows that nobody needs; the last one is compared with the next. */
  private void release() {
    long partition = positions.partitionOf(emitted);
    rows.release(plan.streams() ? Math.max(partition, emitted - 1 - plan.lookBack()) : partition);
  }

  /** Row up to which values can be computed: that of complete partitions, or all. */
  private long ready() {
    return inputEnded || plan.streams() ? rows.numRows() : positions.lastPartition();
  }

  @Override
  public @Nullable Batch next() {
    long ready = ready();
    awaited = null;
    if (emitted == ready) {
      return null;
    }
    release();
    awaited = rows.reserveFrames();
    return awaited == null ? evaluate(ready) : null;
  }

  private @Nullable Batch evaluate(long ready) {
    int count = copyRows((int) Math.min(batchSize, ready - emitted));
    if (count == 0) {
      awaited = soon(block.grow(layout.sizeBytes(copied.address(emitted))));
      return null;
    }
    positions.look(emitted, count, ready);
    for (FramePieces frames : columns.frames()) {
      frames.compute(positions, count);
    }
    for (WindowColumn column : columns.columns()) {
      count = column.evaluate(positions, count);
      if (count == 0) {
        awaited = soon(column.makeRoom());
        return null;
      }
    }
    emitted += count;
    List<ColumnVector> output = new ArrayList<>(reader.read(addresses, count).columns());
    for (WindowColumn column : columns.columns()) {
      output.add(column.vector(count));
    }
    return Batch.of(count, output);
  }

  /** A wait that was none goes on with another call. */
  private static CompletableFuture<Void> soon(@Nullable CompletableFuture<Void> wait) {
    return wait == null ? CompletableFuture.completedFuture(null) : wait;
  }

  /**
   * Copies rows from where the next ones to be yielded are; returns for how many there was room.
   */
  private int copyRows(int most) {
    block.clear();
    for (int i = 0; i < most; i++) {
      long row = copied.address(emitted + i);
      long size = layout.sizeBytes(row);
      if (!block.hasRoom(size)) {
        return i;
      }
      long place = block.take(size);
      NativeMemory.copy(row, place, size);
      NativeMemory.putLong(addresses + 8L * i, place);
    }
    return most;
  }

  @Override
  public @Nullable CompletableFuture<Void> blocked() {
    return awaited;
  }

  @Override
  public @Nullable CompletableFuture<Void> finishInput() {
    inputEnded = true;
    return null;
  }

  @Override
  public void close() {
    rows.close();
    scratch.close();
    memory.close();
  }
}
