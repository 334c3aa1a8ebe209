package io.scheelite.operators.spilling;

import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.columnar.rows.RowPartitioning;
import io.scheelite.memory.MemoryConsumer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one block of a spill file at a time. Used by one thread at a time; whoever made it
 * closes it.
 */
public final class BlockRows implements AutoCloseable {
  /** Enough for a block without large rows. */
  public static final long FLOOR_BYTES = MemoryConsumer.CHUNK_BYTES;

  private final MemoryConsumer memory;
  private final RowCollection rows;
  private RowCursor cursor;

  public BlockRows(RowLayout layout, MemoryConsumer memory) {
    this.memory = memory;
    this.rows = new RowCollection(layout, RowPartitioning.NONE, memory);
    this.cursor = rows.cursor(0);
  }

  /** Drops what is here and reads the reader's current block; null = done, else try again. */
  public @Nullable CompletableFuture<Void> load(RunReader reader) {
    clear();
    CompletableFuture<Void> wait = memory.reserve(RowCollection.bytesForBlock(reader.sizeBytes()));
    if (wait == null) {
      rows.loadBlock(0, reader);
      cursor = rows.cursor(0);
    }
    return wait;
  }

  /** Writes the addresses of the next rows; returns how many, 0 at the end of the block. */
  public int read(long addresses, int maxRows) {
    return cursor.read(addresses, maxRows);
  }

  /** Drops the rows. */
  public void clear() {
    rows.clear();
    cursor = rows.cursor(0);
  }

  @Override
  public void close() {
    rows.close();
  }
}
