package io.scheelite.operators.cache;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.codec.CorruptDataException;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.spill.SpillException;
import io.scheelite.spill.block.BlockId;
import io.scheelite.spill.block.BlockSummary;
import io.scheelite.spill.block.columns.BatchBlockWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition of a {@link CachedTable}: stored blocks first; from the first row on that
 * cannot be read, wherever that is, it computes, leaves out the rows that were handed out before,
 * and stores the blocks that are missing. Rows have the same order both ways.
 */
final class PartitionReader implements SplitReader {
  private static final System.Logger LOGGER = System.getLogger(PartitionReader.class.getName());

  private final CachedTable table;
  private final int partition;
  private final Split source;
  private final ScanRequest request;
  private final MemoryConsumer memory;
  private final BlockCursor cursor;
  private final ScratchAllocator scratch;
  private final long selection;
  private @Nullable Computation computation;
  private long nextRow; // of the partition
  private boolean inBlock;
  private boolean finished;
  private boolean closed;
  private long computedBytes;

  PartitionReader(
      CachedTable table, int partition, Split source, ScanRequest request, MemoryConsumer memory) {
    this.table = table;
    this.partition = partition;
    this.source = source;
    this.request = request;
    this.memory = memory;
    this.cursor =
        new BlockCursor(
            table.store(), table.schema(), request.columns(), request.batchSize(), memory);
    this.scratch = new ScratchAllocator(memory);
    this.selection = scratch.allocate(Selection.sizeBytes(request.batchSize()));
  }

  /** What this allocates besides a cursor. */
  static long scratchBytes(ScanRequest request) {
    return ScratchAllocator.bytesFor(Selection.sizeBytes(request.batchSize()));
  }

  @Override
  public @Nullable Batch next() {
    while (!finished) {
      Batch batch = computation == null ? nextStored() : nextComputed(computation);
      if (batch != null) {
        return batch;
      }
    }
    return null;
  }

  /** Null after a step that gave no rows. */
  private @Nullable Batch nextStored() {
    if (inBlock) {
      try {
        Batch batch = cursor.next();
        if (batch != null) {
          nextRow += batch.numRows();
          return batch;
        }
      } catch (CorruptDataException | SpillException e) {
        LOGGER.log(
            System.Logger.Level.WARNING,
            () -> "stored block cannot be read and is computed again: " + e.getMessage());
        cursor.discard();
        compute();
        return null;
      }
      inBlock = false;
      cursor.closeBlock();
      finished = nextRow % BatchBlockWriter.BLOCK_ROWS != 0; // else a block follows
      return null;
    }
    openBlock();
    return null;
  }

  private BlockId nextBlock() {
    return table.block(partition, (int) (nextRow / BatchBlockWriter.BLOCK_ROWS));
  }

  private void openBlock() {
    BlockSummary summary = table.store().summary(nextBlock());
    if (summary == null) {
      compute();
    } else if (!CachedTable.mayMatch(summary, request)) {
      table.store().skipped(1);
      nextRow += summary.numRows();
      finished = CachedTable.isLast(summary);
    } else if (summary.numRows() == 0) {
      finished = true;
    } else if (cursor.open(nextBlock())) {
      inBlock = true;
    } else {
      compute();
    }
  }

  private void compute() {
    inBlock = false;
    computation = new Computation();
  }

  private @Nullable Batch nextComputed(Computation running) {
    Batch batch = running.next();
    if (running.atEnd) {
      finished = true;
      computedBytes = running.reader.bytesRead();
      running.close();
      computation = null;
      return null;
    }
    return batch == null ? null : output(running, batch);
  }

  /** The requested columns of the rows that were not handed out before. */
  private @Nullable Batch output(Computation running, Batch batch) {
    int numRows = batch.numSelectedRows();
    long first = running.computedRows - numRows;
    if (running.computedRows <= nextRow) {
      return null;
    }
    int skipped = (int) (nextRow - first);
    nextRow = running.computedRows;
    List<ColumnVector> columns = request.columns().stream().map(batch::column).toList();
    Selection alive = batch.selection();
    if (skipped > 0) {
      for (int i = skipped; i < numRows; i++) {
        short row = alive == null ? (short) i : NativeMemory.getShort(alive.address() + 2L * i);
        NativeMemory.putShort(selection + 2L * (i - skipped), row);
      }
      alive = new Selection(selection, numRows - skipped);
    }
    return new Batch(batch.numRows(), columns, alive);
  }

  @Override
  public long bytesRead() {
    Computation running = computation;
    return cursor.bytesRead() + computedBytes + (running == null ? 0 : running.reader.bytesRead());
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (computation != null) {
      computation.close();
    }
    cursor.close();
    scratch.close();
  }

  /** The split being computed, from its first row; stores what is missing from a block on. */
  private final class Computation implements AutoCloseable {
    private final RowPipeline.Evaluator evaluator;
    private final SplitReader reader;
    private final BatchBlockWriter writer;
    private final long firstStoredRow;
    private long computedRows;
    private boolean atEnd;

    Computation() {
      // all of this before the source, which may take what is left
      BlockId first = nextBlock();
      firstStoredRow = (long) first.index() * BatchBlockWriter.BLOCK_ROWS;
      evaluator = new RowPipeline.Evaluator(table.pipeline(), request.batchSize(), memory);
      boolean opened = false;
      try {
        reader = source.open(memory);
        opened = true;
      } finally {
        if (!opened) {
          evaluator.close();
        }
      }
      writer =
          new BatchBlockWriter(
              table.store(), first, table.schema(), cursor.workspace(), cursor.buffer());
    }

    /** Rows that were just computed, those handed out before among them; null if none. */
    @Nullable Batch next() {
      Batch input = reader.next();
      if (input == null) {
        writer.finish();
        atEnd = true;
        return null;
      }
      Batch batch = evaluator.apply(input);
      if (batch == null) {
        return null;
      }
      int numRows = batch.numSelectedRows();
      long notStored = Math.clamp(firstStoredRow - computedRows, 0, numRows);
      if (notStored < numRows) {
        writer.append(batch, (int) notStored);
      }
      computedRows += numRows;
      return batch;
    }

    @Override
    public void close() {
      writer.close();
      reader.close();
      evaluator.close();
    }
  }
}
