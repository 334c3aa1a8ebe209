package io.scheelite.operators.sort;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.spill.SpillFile;
import io.scheelite.spill.SpillReader;
import io.scheelite.spill.SpillWorkspace;

/** A place in a spilled run: holds one block in memory. Owns the run: closing it deletes it. */
final class SpilledCursor implements RunCursor {
  private final SortRowLayout layout;
  private final RowOrder order;
  private final SpillFile run;
  private final MemoryConsumer memory;
  private final SpillReader reader;
  private final long buffer;
  private int nextBlock;
  private long row;
  private long end;
  private boolean closed;

  /** Reads the first block into memory that is reserved: {@link #bufferBytes}. */
  SpilledCursor(
      SortRowLayout layout,
      RowOrder order,
      SpillFile run,
      MemoryConsumer memory,
      SpillWorkspace workspace) {
    this.layout = layout;
    this.order = order;
    this.run = run;
    this.memory = memory;
    this.buffer = memory.allocate(bufferBytes(run));
    this.reader = run.open(workspace);
    boolean done = false;
    try {
      readBlock();
      done = true;
    } finally {
      if (!done) {
        reader.close();
      }
    }
  }

  static long bufferBytes(SpillFile run) {
    return Math.max(MemoryConsumer.CHUNK_BYTES, MemoryConsumer.roundUpToChunk(run.maxBlockBytes()));
  }

  private void readBlock() {
    if (nextBlock == reader.numBlocks()) {
      row = 0;
      return;
    }
    int size = reader.read(nextBlock++, buffer);
    row = buffer;
    end = buffer + size;
  }

  @Override
  public boolean hasRow() {
    return row != 0;
  }

  @Override
  public long row() {
    return row;
  }

  @Override
  public long prefix() {
    return order.prefix(row);
  }

  @Override
  public void advance() {
    row += layout.sizeBytes(row);
    if (row == end) {
      readBlock();
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      row = 0;
      memory.free(buffer, bufferBytes(run));
      reader.close();
      run.close();
    }
  }
}
