package io.scheelite.spill.block;

import io.scheelite.columnar.codec.BlockCodec;
import io.scheelite.columnar.codec.CorruptDataException;
import io.scheelite.spill.SpillFile;
import io.scheelite.spill.SpillReader;
import org.jspecify.annotations.Nullable;

/**
 * A block that is being read: it stays where it is until this is closed. Used by one thread at a
 * time, which closes it before its workspace.
 */
public final class BlockLease implements AutoCloseable {
  private final BlockStore store;
  private final StoredBlock block;
  private final PieceTable pieces;
  private final @Nullable BlockMemory memory;
  private final @Nullable SpillFile file;
  private @Nullable SpillReader reader;
  private @Nullable BlockMemory returning; // gets the cells that are read from the file, in order
  private int returnedCells;
  private boolean begun;
  private boolean closed;

  BlockLease(
      BlockStore store, StoredBlock block, @Nullable BlockMemory memory, @Nullable SpillFile file) {
    this.store = store;
    this.block = block;
    this.pieces = block.pieces;
    this.memory = memory;
    this.file = file;
  }

  public BlockId id() {
    return block.id;
  }

  /** Rows of all pieces. */
  public long numRows() {
    return pieces.numRows();
  }

  /** How many pieces it has. */
  public int numPieces() {
    return pieces.numPieces();
  }

  /** Content of a piece, in bytes. */
  public int pieceBytes(int piece) {
    return pieces.contentBytes(piece);
  }

  /** Rows of a piece. */
  public int pieceRows(int piece) {
    return pieces.rows(piece);
  }

  /** Whether it is read from memory. */
  public boolean inMemory() {
    return memory != null;
  }

  /**
   * Where a piece lies, valid until the lease is closed; 0 where it has to be {@link #read}, since
   * it is compressed, on the heap or on disk.
   */
  public long address(int piece) {
    begin();
    int cell = pieces.firstCell(piece);
    boolean whole = pieces.endCell(piece) == cell + 1;
    return memory != null && whole && pieces.storedBytes(cell) == pieces.contentBytes(piece)
        ? memory.address(cell)
        : 0;
  }

  /**
   * Copies a piece to {@code target}, which has room for {@link #pieceBytes}.
   *
   * @throws io.scheelite.spill.SpillException if the disk fails
   * @throws CorruptDataException if what is there is not what was written; {@link #discard} then
   */
  public void read(int piece, long target, BlockWorkspace workspace) {
    begin();
    int pieceBytes = pieces.contentBytes(piece);
    int done = 0;
    for (int cell = pieces.firstCell(piece); cell < pieces.endCell(piece); cell++) {
      int contentBytes = pieces.cellContentBytes(pieceBytes, done);
      readCell(cell, contentBytes, target + done, workspace);
      done += contentBytes;
    }
  }

  private void begin() {
    requireOpen();
    if (!begun) {
      begun = true;
      store.count(
          memory == null ? BlockAction.READ_FROM_DISK : BlockAction.READ_FROM_MEMORY, block);
      returning = memory == null ? store.beginReturn(block) : null;
    }
  }

  private void readCell(int cell, int contentBytes, long target, BlockWorkspace workspace) {
    int storedBytes = pieces.storedBytes(cell);
    boolean packed = storedBytes < contentBytes;
    long address = memory == null ? 0 : memory.address(cell);
    if (!packed || address == 0) {
      address = packed ? workspace.cell() : target;
      if (memory != null) {
        memory.copyTo(cell, address, storedBytes);
      } else {
        readFromFile(cell, address, storedBytes, workspace);
        bringBack(cell, address, storedBytes);
      }
    }
    if (packed) {
      int unpacked = BlockCodec.LZ4.decompress(address, storedBytes, target, contentBytes);
      if (unpacked != contentBytes) {
        throw corrupt("decompressed cell", contentBytes, unpacked);
      }
    }
  }

  private void readFromFile(int cell, long target, int storedBytes, BlockWorkspace workspace) {
    SpillReader open = reader;
    if (open == null) {
      if (file == null) {
        throw new IllegalStateException("block is neither in memory nor on disk: block=" + id());
      }
      open = file.open(workspace.spill());
      reader = open;
    }
    if (open.blockBytes(cell) != storedBytes) {
      throw corrupt("size of a cell", storedBytes, open.blockBytes(cell));
    }
    open.read(cell, target);
  }

  /** Copies a cell that was just read, while all before it were copied and there is room. */
  private void bringBack(int cell, long address, int storedBytes) {
    BlockMemory copy = returning;
    if (copy == null || cell != returnedCells) {
      return;
    }
    boolean fits = copy.append(address, storedBytes);
    returnedCells++;
    if (!fits || returnedCells == pieces.numCells()) {
      returning = null;
      store.endReturn(block, copy, fits);
    }
  }

  private CorruptDataException corrupt(String what, long expected, long found) {
    String place = file == null ? "block " + id() : file.path().toString();
    return new CorruptDataException(what, place, 0, Long.toString(expected), Long.toString(found));
  }

  /**
   * Makes the store forget the block, since it could not be read: whoever asks for it next computes
   * it again.
   */
  public void discard() {
    requireOpen();
    store.discard(block);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("block lease is closed: block=" + id());
    }
  }

  /** Ends reading. Idempotent. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (returning != null) {
        store.endReturn(block, returning, false); // not read to its end
        returning = null;
      }
      if (reader != null) {
        reader.close();
      }
    } finally {
      store.unlock(block);
    }
  }
}
