package io.scheelite.operators.sort;

import io.scheelite.memory.MemoryConsumer;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory for rows of any size, freed all at once. Rows do not move. Used by one thread at a time.
 */
final class RowArena {
  private static final long BLOCK_BYTES = MemoryConsumer.CHUNK_BYTES;

  /** Larger rows get memory of their own, so that at most a quarter of a block is lost. */
  private static final long LARGE_BYTES = BLOCK_BYTES / 4;

  private record Piece(long address, long sizeBytes) {}

  private final MemoryConsumer memory;
  private final List<Piece> pieces = new ArrayList<>();
  private long next;
  private long end;

  RowArena(MemoryConsumer memory) {
    this.memory = memory;
  }

  /** Upper bound of the memory that rows newly take. */
  long bytesFor(SortRowWriter rows, int numRows) {
    long small = 0;
    long large = 0;
    for (int i = 0; i < numRows; i++) {
      long size = rows.rowBytes(i);
      if (size > LARGE_BYTES) {
        large += MemoryConsumer.roundUpToChunk(size);
      } else {
        small += size;
      }
    }
    return large + (small <= end - next ? 0 : bytesForSmall(small));
  }

  private static long bytesForSmall(long bytes) {
    long usable = BLOCK_BYTES - LARGE_BYTES;
    return (bytes + usable - 1) / usable * BLOCK_BYTES;
  }

  /** Upper bound for so many rows of one size in an empty arena. */
  static long bytesFor(long numRows, long rowBytes) {
    return rowBytes > LARGE_BYTES
        ? numRows * MemoryConsumer.roundUpToChunk(rowBytes)
        : bytesForSmall(numRows * rowBytes);
  }

  /** Room for a row; reserved before. */
  long allocate(long sizeBytes) {
    if (sizeBytes > LARGE_BYTES) {
      return add(sizeBytes);
    }
    if (sizeBytes > end - next) {
      next = add(BLOCK_BYTES);
      end = next + BLOCK_BYTES;
    }
    long address = next;
    next += sizeBytes;
    return address;
  }

  private long add(long sizeBytes) {
    long address = memory.allocate(sizeBytes);
    pieces.add(new Piece(address, sizeBytes));
    return address;
  }

  /** Frees all rows. */
  void clear() {
    pieces.forEach(piece -> memory.free(piece.address(), piece.sizeBytes()));
    pieces.clear();
    next = 0;
    end = 0;
  }
}
