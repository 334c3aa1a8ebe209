package io.scheelite.operators.hash.join;

import io.scheelite.columnar.rows.RowCollection;
import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.columnar.rows.RowPartitioning;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.spilling.RunReader;
import io.scheelite.operators.spilling.SpilledRun;
import io.scheelite.spill.SpillWorkspace;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * As much of a spilled partition's build side as memory holds, with a table over it; then the next
 * piece. Mostly there is one. Belongs to one driver, which closes it.
 */
final class BuildPiece implements AutoCloseable {
  private final JoinLayout layout;
  private final MemoryConsumer memory;
  private final RunReader reader;
  private final RowCollection rows;
  private final long scratch;
  private long numRows;
  private boolean atBlock;
  private @Nullable KeyDirectory directory;
  private @Nullable JoinTable table;

  /**
   * @param scratch {@link JoinTable#SCRATCH_BYTES} of the caller's
   */
  BuildPiece(
      JoinLayout layout,
      SpilledPartition partition,
      MemoryConsumer memory,
      SpillWorkspace workspace,
      long scratch) {
    this.layout = layout;
    this.memory = memory;
    this.scratch = scratch;
    this.reader = new RunReader(partition.build(), workspace);
    this.rows = new RowCollection(layout.rows(), RowPartitioning.NONE, memory);
    this.atBlock = reader.advance();
  }

  /** Upper bound of the memory for a partition as a whole. */
  static long bytesFor(SpilledPartition partition) {
    long chunks = partition.build().stream().mapToLong(SpilledRun::sizeBytes).sum();
    return MemoryConsumer.roundUpToChunk(chunks + chunks / 4)
        + MemoryConsumer.CHUNK_BYTES
        + HashDirectory.sizeBytes(partition.buildRows());
  }

  /** A block of rows without long strings, and the slots for it. */
  static long floorBytes(JoinLayout layout) {
    long rowsOfBlock = MemoryConsumer.CHUNK_BYTES / layout.rows().rowSizeBytes() + 1L;
    return 2L * MemoryConsumer.CHUNK_BYTES + HashDirectory.sizeBytes(rowsOfBlock);
  }

  /**
   * Loads the next blocks as long as there is memory, at least one, and makes a table over them;
   * null = done, else call again when it is complete.
   */
  @Nullable CompletableFuture<Void> load() {
    CompletableFuture<Void> wait =
        memory.reserve(atBlock ? bytesForBlock() : HashDirectory.sizeBytes(0));
    if (wait != null) {
      return wait;
    }
    if (atBlock) {
      // in one go: what is reserved and not used yet would be gone after the next border
      do {
        loadBlock();
      } while (atBlock && memory.tryReserve(bytesForBlock()));
    }
    makeTable();
    return null;
  }

  /** For the block and for the slots of all rows up to it. */
  private long bytesForBlock() {
    return RowCollection.bytesForBlock(reader.sizeBytes())
        + HashDirectory.sizeBytes(numRows + reader.numRows());
  }

  private void loadBlock() {
    numRows += reader.numRows();
    rows.loadBlock(0, reader);
    atBlock = reader.advance();
  }

  /** Whether there are further pieces. */
  boolean hasNext() {
    return atBlock;
  }

  private void makeTable() {
    KeyDirectory made = new HashDirectory(layout, new long[] {numRows}, 0, memory);
    directory = made;
    JoinTable filled = new JoinTable(layout, made, rows);
    RowCursor cursor = rows.cursor(0);
    while (cursor.advance()) {
      filled.insert(0, cursor.firstRow(), cursor.numRows(), scratch);
    }
    table = filled;
  }

  /** The table over the rows of this piece. */
  JoinTable table() {
    JoinTable loaded = table;
    if (loaded == null) {
      throw new IllegalStateException("no piece is loaded");
    }
    return loaded;
  }

  /** The rows of this piece. */
  RowCursor cursor() {
    return rows.cursor(0);
  }

  /** Drops this piece. */
  void clear() {
    KeyDirectory unused = directory;
    directory = null;
    table = null;
    if (unused != null && !memory.isClosed()) {
      unused.free(memory);
    }
    rows.clear();
    numRows = 0;
  }

  @Override
  public void close() {
    clear();
    reader.close();
  }
}
