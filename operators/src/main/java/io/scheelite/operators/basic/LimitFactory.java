package io.scheelite.operators.basic;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Transform;
import io.scheelite.operators.runtime.TransformFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Passes the rows {@code offset} to {@code offset + limit} of those that arrive. All drivers draw
 * from one counter, so the order of the input is kept where a single driver brings it.
 */
public final class LimitFactory implements TransformFactory {
  private static final long SELECTION_BYTES =
      MemoryConsumer.roundUpToChunk(Selection.sizeBytes(Batch.MAX_NUM_ROWS));

  private final long offset;
  private final long end;
  private final AtomicLong arrived = new AtomicLong();

  /** Skips {@code offset} rows, then passes {@code limit}. */
  public LimitFactory(long limit, long offset) {
    this.offset = offset;
    this.end = Long.MAX_VALUE - offset < limit ? Long.MAX_VALUE : offset + limit;
  }

  @Override
  public Transform create(DriverContext context) {
    return new Limit(context.newConsumer("selection", SELECTION_BYTES, Reclaimable.NONE));
  }

  @Override
  public long floorBytes() {
    return SELECTION_BYTES;
  }

  private final class Limit implements Transform {
    private final MemoryConsumer memory;
    private final long selectionAddress;
    private @Nullable Batch output;

    Limit(MemoryConsumer memory) {
      this.memory = memory;
      this.selectionAddress = memory.allocate(SELECTION_BYTES);
    }

    @Override
    public void accept(Batch input) {
      int rows = input.numSelectedRows();
      long first = arrived.getAndAdd(rows);
      int from = Math.clamp(offset - first, 0, rows);
      int to = Math.clamp(end - first, 0, rows);
      if (from == 0 && to == rows) {
        output = input;
      } else if (from < to) {
        output = input.withSelection(slice(input.selection(), from, to));
      }
    }

    private Selection slice(@Nullable Selection selection, int from, int to) {
      if (selection != null) {
        return new Selection(selection.address() + Selection.sizeBytes(from), to - from);
      }
      for (int i = from; i < to; i++) {
        NativeMemory.putShort(selectionAddress + Selection.sizeBytes(i - from), (short) i);
      }
      return new Selection(selectionAddress, to - from);
    }

    @Override
    public @Nullable Batch next() {
      Batch result = output;
      output = null;
      return result;
    }

    @Override
    public boolean finished() {
      return arrived.get() >= end;
    }

    @Override
    public void close() {
      memory.close();
    }
  }
}
