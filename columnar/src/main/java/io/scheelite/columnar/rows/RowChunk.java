package io.scheelite.columnar.rows;

import io.scheelite.memory.NativeMemory;

/**
 * Memory with rows of one partition, at its front, and the bytes of their long strings, at its
 * back.
 *
 * <pre>
 *  address                    rowsEnd          heapStart         address + sizeBytes
 *  +-------+-------+---------+----------------+-----------------+
 *  | row 0 | row 1 | ...     | free           | long strings    |
 *  +-------+-------+---------+----------------+-----------------+
 * </pre>
 *
 * <p>As a block (spilled) the chunk has no free part: long strings follow the last row at once. The
 * sizes of both parts follow from the number of rows and the size of the block, the size of the
 * chunk from the size of the block; so nothing but rows is stored.
 */
final class RowChunk {
  /** Full from the beginning: spares asking whether there is a chunk. */
  static final RowChunk NONE = new RowChunk(0, 0);

  final long address;
  final long sizeBytes;
  long rowsEnd;
  long heapStart;

  RowChunk(long address, long sizeBytes) {
    this.address = address;
    this.sizeBytes = sizeBytes;
    this.rowsEnd = address;
    this.heapStart = address + sizeBytes;
  }

  long freeBytes() {
    return heapStart - rowsEnd;
  }

  int numRows(int rowSizeBytes) {
    return (int) ((rowsEnd - address) / rowSizeBytes);
  }

  private long heapBytes() {
    return address + sizeBytes - heapStart;
  }

  /** Writes the rows as a block. */
  void writeTo(RowBlockWriter writer, int rowSizeBytes) {
    long heapBytes = heapBytes();
    NativeMemory.copy(heapStart, rowsEnd, heapBytes);
    boolean written = false;
    try {
      long blockBytes = rowsEnd - address + heapBytes;
      writer.write(address, Math.toIntExact(blockBytes), numRows(rowSizeBytes));
      written = true;
    } finally {
      if (!written) { // the rows stay: as they were
        NativeMemory.copy(rowsEnd, heapStart, heapBytes);
      }
    }
  }

  /** Fills the empty chunk from a block. */
  void readFrom(RowBlockReader reader, int rowSizeBytes) {
    long rowBytes = (long) reader.numRows() * rowSizeBytes;
    long heapBytes = reader.sizeBytes() - rowBytes;
    if (rowBytes <= 0 || heapBytes < 0 || reader.sizeBytes() > sizeBytes) {
      throw new IllegalArgumentException(
          "block does not hold rows of this layout: numRows="
              + reader.numRows()
              + " sizeBytes="
              + reader.sizeBytes()
              + " rowSizeBytes="
              + rowSizeBytes);
    }
    reader.read(address);
    rowsEnd = address + rowBytes;
    heapStart -= heapBytes;
    NativeMemory.copy(rowsEnd, heapStart, heapBytes);
  }
}
