package io.scheelite.formats.arrow;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.input.BookedReadAhead;
import io.scheelite.formats.input.InputReader;
import io.scheelite.formats.input.ReadCost;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.source.ReadCounts;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.SplitReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads some record batches of a file, a window of rows at a time. */
final class ArrowSplitReader implements SplitReader {
  private final FileSite site;
  private final ArrowFile file;
  private final List<RecordBlock> blocks;
  private final ScanRequest request;
  private final int batchSize;
  private final boolean[] nullable; // of each requested column
  private final ColumnReaders readers;
  private final InputReader input;
  private final @Nullable BookedReadAhead ahead;
  private @Nullable ArrowBody body;
  private int nextBlock;
  private int nextWindow;
  private int windowRows;
  private int rowInWindow;
  private long finishedBytes;
  private boolean closed;

  ArrowSplitReader(
      ArrowFile file, List<RecordBlock> blocks, ScanRequest request, MemoryConsumer consumer) {
    this.site = file.site();
    this.file = file;
    this.blocks = blocks;
    this.request = request;
    this.batchSize = request.batchSize();
    nullable = new boolean[request.columns().size()];
    for (int i = 0; i < nullable.length; i++) {
      nullable[i] = file.field(request.columns().get(i)).nullable();
    }
    readers = ColumnReaders.of(file, request, consumer);
    InputReader opened = null;
    boolean done = false;
    try {
      opened = file.found().open();
      input = opened;
      ahead = ahead(consumer);
      done = true;
    } finally {
      if (!done) {
        if (opened != null) {
          opened.close();
        }
        readers.close();
      }
    }
  }

  private @Nullable BookedReadAhead ahead(MemoryConsumer consumer) {
    ReadCost cost = file.found().input().readCost();
    return cost.readsAhead()
        ? BookedReadAhead.start(
            input, cost, BuffersAhead.ranges(file, blocks, request.columns()), consumer)
        : null;
  }

  @Override
  public @Nullable Batch next() {
    if (rowInWindow == windowRows && !loadWindow()) {
      return null;
    }
    List<ColumnRows> columns = readers.columns();
    int numRows = Math.min(batchSize, windowRows - rowInWindow);
    for (ColumnRows column : columns) {
      numRows = Math.min(numRows, column.batchRows(rowInWindow, numRows));
    }
    List<ColumnVector> vectors = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      ColumnVector vector = columns.get(i).read(rowInWindow, numRows, readers.target(i));
      if (vector.mayHaveNulls() && !nullable[i]) {
        throw site.column(file.columns().get(request.columns().get(i)).path())
            .corrupt("null in a column without nulls", blocks.get(nextBlock - 1).metadataOffset());
      }
      vectors.add(vector);
    }
    rowInWindow += numRows;
    return Batch.of(numRows, vectors);
  }

  /** Reads the next rows of all columns; false if there are none. */
  private boolean loadWindow() {
    ArrowBody open = body;
    while (open == null || nextWindow == open.numRows()) {
      if (open != null) {
        open.close();
      }
      if (nextBlock == blocks.size()) {
        readers.giveBack();
        return false;
      }
      finishedBytes += open == null ? 0 : open.bytesRead();
      body = null;
      RecordBlock block = blocks.get(nextBlock++);
      open = new ArrowBody(site, input, block, file.layout(), readers.room(), readers.message());
      body = open;
      nextWindow = 0;
    }
    int numRows = Math.min(readers.windowRows(), open.numRows() - nextWindow);
    int fits = numRows;
    for (ColumnRows column : readers.columns()) {
      fits = Math.min(fits, column.begin(open, nextWindow, numRows));
    }
    for (ColumnRows column : readers.columns()) {
      column.load(open, nextWindow, fits);
    }
    nextWindow += fits;
    windowRows = fits;
    rowInWindow = 0;
    return true;
  }

  @Override
  public @Nullable CompletableFuture<Void> blocked() {
    return ahead == null || closed ? null : ahead.awaited();
  }

  @Override
  public ReadCounts counts() {
    return new ReadCounts(0, 0, 0, 0, 0, input.fetchedBytes(), 0);
  }

  @Override
  public long bytesRead() {
    ArrowBody open = body;
    return finishedBytes + (open == null ? 0 : open.bytesRead());
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    ArrowBody open = body;
    if (open != null) {
      open.close();
    }
    input.close(); // nobody writes into what was read ahead any more
    if (ahead != null) {
      ahead.free();
    }
    readers.close();
  }
}
