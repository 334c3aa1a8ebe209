package io.scheelite.operators.sort;

import io.scheelite.memory.MemoryConsumer;

/** A place in a spilled run: holds one block in memory. Owns the run: closing it deletes it. */
final class SpilledCursor implements RunCursor {
  private final SortRowLayout layout;
  private final RowOrder order;
  private final RunStorage.Run run;
  private final MemoryConsumer memory;
  private final long buffer;
  private int nextBlock;
  private long row;
  private long end;
  private boolean closed;

  /** Reads the first block into memory that is reserved: {@link #bufferBytes}. */
  SpilledCursor(SortRowLayout layout, RowOrder order, RunStorage.Run run, MemoryConsumer memory) {
    this.layout = layout;
    this.order = order;
    this.run = run;
    this.memory = memory;
    this.buffer = memory.allocate(bufferBytes(run));
    readBlock();
  }

  static long bufferBytes(RunStorage.Run run) {
    return Math.max(
        MemoryConsumer.CHUNK_BYTES,
        (run.maxBlockBytes() + (long) MemoryConsumer.CHUNK_BYTES - 1)
            & -MemoryConsumer.CHUNK_BYTES);
  }

  private void readBlock() {
    if (nextBlock == run.numBlocks()) {
      row = 0;
      return;
    }
    int size = run.read(nextBlock++, buffer);
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
      run.close();
    }
  }
}
