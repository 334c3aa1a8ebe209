package io.scheelite.formats.arrow;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.arrow.ArrowValueException;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.FormatException;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.SplitReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads some record batches of a file, a window of rows at a time. */
final class ArrowSplitReader implements SplitReader {
  private final FileSite site;
  private final List<RecordBlock> blocks;
  private final int batchSize;
  private final ArrowReaderMemory memory;
  private final FileChannel channel;
  private @Nullable ArrowBody body;
  private int nextBlock;
  private int nextWindow;
  private int windowRows;
  private int rowInWindow;
  private long finishedBytes;
  private boolean closed;

  ArrowSplitReader(
      ArrowFile file, List<RecordBlock> blocks, ScanRequest request, MemoryConsumer consumer) {
    this.site = FileSite.of(file.path());
    this.blocks = blocks;
    this.batchSize = request.batchSize();
    memory = new ArrowReaderMemory(file, request, consumer);
    try {
      channel = FileChannel.open(file.path(), StandardOpenOption.READ);
    } catch (IOException e) {
      memory.close();
      throw site.failed("opening", e);
    }
  }

  @Override
  public @Nullable Batch next() {
    try {
      return nextBatch();
    } catch (ArrowValueException e) {
      throw new FormatException(e.code(), e.getMessage() + " file=" + site.file(), e);
    }
  }

  private @Nullable Batch nextBatch() {
    if (rowInWindow == windowRows && !loadWindow()) {
      return null;
    }
    int numRows = Math.min(batchSize, windowRows - rowInWindow);
    List<ColumnVector> vectors = new ArrayList<>(memory.windows().size());
    for (int i = 0; i < memory.windows().size(); i++) {
      vectors.add(memory.windows().get(i).read(rowInWindow, numRows, memory.target(i)));
    }
    rowInWindow += numRows;
    return Batch.of(numRows, vectors);
  }

  /** Reads the next rows of all columns; false if there are none. */
  private boolean loadWindow() {
    ArrowBody open = body;
    while (open == null || nextWindow == open.numRows()) {
      if (nextBlock == blocks.size()) {
        return false;
      }
      finishedBytes += open == null ? 0 : open.bytesRead();
      open = new ArrowBody(site, channel, blocks.get(nextBlock++), memory.message());
      body = open;
      nextWindow = 0;
    }
    int numRows = Math.min(memory.windowRows(), open.numRows() - nextWindow);
    int fits = numRows;
    for (ArrowColumnWindow window : memory.windows()) {
      fits = Math.min(fits, window.begin(open, nextWindow, numRows));
    }
    for (ArrowColumnWindow window : memory.windows()) {
      window.load(open, nextWindow, fits);
    }
    nextWindow += fits;
    windowRows = fits;
    rowInWindow = 0;
    return true;
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
    memory.close();
    try {
      channel.close();
    } catch (IOException e) {
      System.getLogger(ArrowSplitReader.class.getName())
          .log(System.Logger.Level.WARNING, "file does not close: file=" + site.file(), e);
    }
  }
}
