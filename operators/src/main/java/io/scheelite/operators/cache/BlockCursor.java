package io.scheelite.operators.cache;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.spill.block.BlockId;
import io.scheelite.spill.block.BlockLease;
import io.scheelite.spill.block.BlockStore;
import io.scheelite.spill.block.BlockWorkspace;
import io.scheelite.spill.block.columns.PieceReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads some columns of one block after another, under a read lock. Owns the memory that reading
 * and writing blocks needs. For one thread, which closes it.
 */
final class BlockCursor implements AutoCloseable {
  private final BlockStore store;
  private final MemoryConsumer memory;
  private final BlockWorkspace workspace;
  private final ScratchAllocator scratch;
  private final long buffer;
  private final long bufferBytes;
  private final PieceReader pieces;
  private @Nullable BlockLease lease;
  private int nextPiece;
  private long bytesRead;

  BlockCursor(
      BlockStore store,
      Schema schema,
      List<Integer> columns,
      int batchSize,
      MemoryConsumer memory) {
    this.store = store;
    this.memory = memory;
    this.workspace = new BlockWorkspace(memory);
    this.bufferBytes = PieceReader.bufferBytes(schema);
    this.buffer = memory.allocate(bufferBytes);
    this.scratch = new ScratchAllocator(memory);
    this.pieces = new PieceReader(schema, columns, batchSize, scratch);
  }

  /** What the constructor allocates. */
  static long floorBytes(Schema schema, List<Integer> columns, int batchSize) {
    long[] sizes =
        PieceReader.scratchBytes(schema, columns, batchSize).stream()
            .mapToLong(Long::longValue)
            .toArray();
    return BlockWorkspace.BYTES
        + PieceReader.bufferBytes(schema)
        + ScratchAllocator.bytesFor(sizes);
  }

  /** For writers, between two blocks. */
  BlockWorkspace workspace() {
    return workspace;
  }

  /** For writers, between two blocks. */
  long buffer() {
    return buffer;
  }

  long bytesRead() {
    return bytesRead;
  }

  /** Goes to the first row of a block; false if it is not stored. */
  boolean open(BlockId id) {
    BlockLease found = store.get(id);
    if (found != null) {
      open(found);
    }
    return found != null;
  }

  /** Goes to the first row of a block that is locked, and unlocks it when it is read. */
  void open(BlockLease block) {
    closeBlock();
    lease = block;
    nextPiece = 0;
  }

  /**
   * The next rows of the block, lent until the next call; null at its end.
   *
   * @throws io.scheelite.memory.ScheeliteException if the disk fails or what is there is not what
   *     was written; {@link #discard} then
   */
  @Nullable Batch next() {
    BlockLease open = lease;
    if (open == null) {
      return null;
    }
    Batch batch = nextPiece == 0 ? null : pieces.next();
    while (batch == null && nextPiece < open.numPieces()) {
      pieces.begin(load(open, nextPiece++));
      batch = pieces.next();
    }
    return batch;
  }

  private long load(BlockLease open, int piece) {
    bytesRead += open.pieceBytes(piece);
    long address = open.address(piece);
    if (address == 0) {
      open.read(piece, buffer, workspace);
      return buffer;
    }
    return address;
  }

  /** Makes the store forget the block that could not be read. */
  void discard() {
    if (lease != null) {
      lease.discard();
    }
    closeBlock();
  }

  void closeBlock() {
    if (lease != null) {
      lease.close();
      lease = null;
    }
  }

  @Override
  public void close() {
    closeBlock();
    scratch.close();
    workspace.close();
    if (!memory.isClosed()) {
      memory.free(buffer, bufferBytes);
    }
  }
}
