package io.scheelite.spill.block;

import io.scheelite.memory.MemoryConsumer;
import java.util.Arrays;

/**
 * The pieces of a block and the cells they are stored in. A piece is what a writer hands over in
 * one call and a reader gets in one; it is stored as one cell, or cut into cells of {@link
 * #CELL_BYTES}, each compressed by itself. Some 20 bytes of heap per piece and 4 per cell. Filled
 * by one thread, not changed afterwards.
 */
final class PieceTable {
  /** Most content of a cell where pieces are cut. */
  static final int CELL_BYTES = MemoryConsumer.CHUNK_BYTES;

  private static final int FIRST_CAPACITY = 8;

  private final boolean cut;
  private int[] contentBytes = new int[FIRST_CAPACITY];
  private int[] rows = new int[FIRST_CAPACITY];
  private int[] endCell = new int[FIRST_CAPACITY];
  private int[] storedBytes = new int[FIRST_CAPACITY];
  private int numPieces;
  private int numCells;
  private long numRows;
  private long totalContentBytes;

  PieceTable(boolean cut) {
    this.cut = cut;
  }

  void addCell(int cellBytes) {
    if (numCells == storedBytes.length) {
      storedBytes = Arrays.copyOf(storedBytes, 2 * numCells);
    }
    storedBytes[numCells++] = cellBytes;
  }

  /** The cells added since the last call are a piece. */
  void endPiece(int sizeBytes, int pieceRows) {
    if (numPieces == contentBytes.length) {
      contentBytes = Arrays.copyOf(contentBytes, 2 * numPieces);
      rows = Arrays.copyOf(rows, 2 * numPieces);
      endCell = Arrays.copyOf(endCell, 2 * numPieces);
    }
    contentBytes[numPieces] = sizeBytes;
    rows[numPieces] = pieceRows;
    endCell[numPieces] = numCells;
    numPieces++;
    numRows += pieceRows;
    totalContentBytes += sizeBytes;
  }

  /** How much of a piece goes into the cell that begins at {@code done}. */
  int cellContentBytes(int pieceBytes, int done) {
    return cut ? Math.min(CELL_BYTES, pieceBytes - done) : pieceBytes - done;
  }

  int numPieces() {
    return numPieces;
  }

  int numCells() {
    return numCells;
  }

  long numRows() {
    return numRows;
  }

  long contentBytes() {
    return totalContentBytes;
  }

  int contentBytes(int piece) {
    return contentBytes[piece];
  }

  int rows(int piece) {
    return rows[piece];
  }

  int firstCell(int piece) {
    return piece == 0 ? 0 : endCell[piece - 1];
  }

  int endCell(int piece) {
    return endCell[piece];
  }

  int storedBytes(int cell) {
    return storedBytes[cell];
  }
}
