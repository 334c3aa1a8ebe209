package io.scheelite.columnar.rows;

import io.scheelite.memory.NativeMemory;
import java.util.List;

/**
 * Goes over the rows of a partition, either chunk by chunk ({@link #advance}), where row i lies at
 * {@code firstRow() + i * rowSizeBytes}, or in lists of addresses ({@link #read}), but not both.
 */
public final class RowCursor {
  private final List<RowChunk> chunks;
  private final int rowSizeBytes;
  private int nextChunk;
  private long row;
  private long end;

  RowCursor(List<RowChunk> chunks, int rowSizeBytes) {
    this.chunks = chunks;
    this.rowSizeBytes = rowSizeBytes;
  }

  /** Goes to the next chunk, at first to the first; false if there is none. */
  public boolean advance() {
    if (nextChunk == chunks.size()) {
      return false;
    }
    RowChunk chunk = chunks.get(nextChunk++);
    row = chunk.address;
    end = chunk.rowsEnd;
    return true;
  }

  /** Address of the chunk's first row. */
  public long firstRow() {
    return row;
  }

  /** Rows of the chunk. */
  public int numRows() {
    return (int) ((end - row) / rowSizeBytes);
  }

  /** Writes the addresses of the next rows; returns how many, 0 at the end. */
  public int read(long rows, int maxRows) {
    int count = 0;
    while (count < maxRows && (row < end || advance())) {
      long next = row;
      int more = (int) Math.min(maxRows - count, (end - next) / rowSizeBytes);
      for (int i = 0; i < more; i++) {
        NativeMemory.putLong(rows + 8L * (count + i), next);
        next += rowSizeBytes;
      }
      row = next;
      count += more;
    }
    return count;
  }
}
