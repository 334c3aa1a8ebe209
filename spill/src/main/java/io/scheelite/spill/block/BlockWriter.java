package io.scheelite.spill.block;

import io.scheelite.columnar.codec.BlockCodec;
import io.scheelite.spill.SpillException;
import io.scheelite.spill.SpillFile;
import io.scheelite.spill.SpillWriter;
import org.jspecify.annotations.Nullable;

/**
 * Unrolls one block, piece by piece. Storage memory is taken step by step; when there is no more,
 * what was unrolled goes to disk if the level has disk, else all of it is given back and the block
 * is refused. Nobody sees the block before {@link #finish}.
 *
 * <p>Never waits and never throws for want of room: caching is an offer. Used by one thread at a
 * time, which closes it.
 */
public final class BlockWriter implements AutoCloseable {
  private final BlockStore store;
  private final BlockMap.Claim claim;
  private final BlockId id;
  private final StorageLevel level;
  private final BlockWorkspace workspace;
  private final PieceTable pieces;
  private @Nullable BlockMemory memory;
  private @Nullable SpillWriter file;
  private boolean refused;
  private boolean ended;

  BlockWriter(BlockStore store, BlockMap.Claim claim, BlockWorkspace workspace) {
    this.store = store;
    this.claim = claim;
    this.id = claim.id();
    this.level = claim.level();
    this.workspace = workspace;
    this.memory = store.newMemory(id, level);
    this.pieces = new PieceTable(level.cutsPieces());
  }

  public BlockId id() {
    return id;
  }

  /**
   * Appends a piece, copied.
   *
   * @return false if the block is refused: nothing is stored, further pieces are ignored
   */
  public boolean append(long address, int sizeBytes, int numRows) {
    requireOpen();
    int done = 0;
    while (!refused && done < sizeBytes) {
      int contentBytes = pieces.cellContentBytes(sizeBytes, done);
      storeCell(address + done, contentBytes);
      done += contentBytes;
    }
    if (!refused) {
      pieces.endPiece(sizeBytes, numRows);
    }
    return !refused;
  }

  private void storeCell(long address, int sizeBytes) {
    if (memory != null) {
      int packed = pack(address, sizeBytes);
      boolean fits = memory.append(packed < sizeBytes ? workspace.cell() : address, packed);
      if (fits) {
        pieces.addCell(packed);
        return;
      }
      leaveMemory(memory);
    }
    if (!refused) {
      int packed = pack(address, sizeBytes); // again: leaving memory has used the workspace
      if (write(packed < sizeBytes ? workspace.cell() : address, packed)) {
        pieces.addCell(packed);
      }
    }
  }

  /**
   * Compresses a cell into the workspace where the level wants that; its size is as before else.
   */
  private int pack(long address, int sizeBytes) {
    if (!level.compressed() || !level.useMemory()) {
      return sizeBytes;
    }
    int packed =
        BlockCodec.LZ4.compress(address, sizeBytes, workspace.cell(), PieceTable.CELL_BYTES);
    return packed == BlockCodec.NONE ? sizeBytes : packed;
  }

  private void leaveMemory(BlockMemory unrolled) {
    if (level.useDisk()) {
      for (int cell = 0; cell < pieces.numCells() && !refused; cell++) {
        int storedBytes = pieces.storedBytes(cell);
        long address = unrolled.address(cell);
        if (address == 0) {
          unrolled.copyTo(cell, workspace.cell(), storedBytes);
          address = workspace.cell();
        }
        write(address, storedBytes);
      }
    } else {
      refuse();
    }
    memory = null;
    unrolled.release();
  }

  private boolean write(long address, int sizeBytes) {
    try {
      openFile().write(address, sizeBytes, 0);
      return true;
    } catch (SpillException e) {
      store.diskFailed(id, e);
      file = null; // a failed write has deleted it
      refuse();
      return false;
    }
  }

  private SpillWriter openFile() {
    SpillWriter open = file;
    if (open == null) {
      open = store.newFile(id, workspace);
      file = open;
    }
    return open;
  }

  private void refuse() {
    refused = true;
    store.refused(id, pieces.contentBytes());
  }

  /**
   * Makes the block visible.
   *
   * @param summary what is known of its content
   * @return false if it is refused, or its dataset was removed meanwhile
   */
  public boolean finish(BlockSummary summary) {
    requireOpen();
    SpillFile written = memory == null && !refused ? finishFile() : null;
    ended = true;
    if (refused) {
      store.unclaim(claim);
      return false;
    }
    BlockMemory kept = memory;
    memory = null;
    return store.publish(claim, new StoredBlock(id, level, pieces, summary, kept, written));
  }

  private @Nullable SpillFile finishFile() {
    try {
      return openFile().finish();
    } catch (SpillException e) {
      store.diskFailed(id, e);
      refuse();
      return null;
    }
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("block writer is closed: block=" + id);
    }
  }

  /** Gives everything back unless the block was finished. */
  @Override
  public void close() {
    if (ended) {
      return;
    }
    ended = true;
    if (file != null) {
      file.close();
    }
    BlockMemory unrolled = memory;
    memory = null;
    if (unrolled != null) {
      unrolled.release();
    }
    store.unclaim(claim);
  }
}
