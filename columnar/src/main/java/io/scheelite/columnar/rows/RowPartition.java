package io.scheelite.columnar.rows;

import io.scheelite.memory.MemoryConsumer;
import java.util.ArrayList;
import java.util.List;

/** The chunks of one partition, in the order of their rows. Memory was reserved by the caller. */
final class RowPartition {
  static final long CHUNK_BYTES = MemoryConsumer.CHUNK_BYTES;

  /** Rows up to this size leave at most a quarter of a chunk unused. */
  private static final long LARGE_BYTES = CHUNK_BYTES / 4;

  private final RowLayout layout;
  private final List<RowChunk> chunks = new ArrayList<>();
  private RowChunk current = RowChunk.NONE; // the last one
  private long pendingBytes;
  private long pendingLargeBytes;
  private int pendingLargeRows;

  RowPartition(RowLayout layout) {
    this.layout = layout;
  }

  /** Counts a row that may be going to be added, see {@link #takePending}. */
  void addPending(long bytes) {
    if (bytes <= LARGE_BYTES || !layout.hasVariable()) {
      pendingBytes += bytes;
    } else {
      pendingLargeBytes += MemoryConsumer.roundUpToChunk(bytes);
      pendingLargeRows++;
    }
  }

  /** Memory that the pending rows, or any part of them, need at most; forgets them. */
  long takePending() {
    long bytes =
        layout.hasVariable() ? variableChunkBytes() : fixedChunkBytes(layout.rowSizeBytes());
    pendingBytes = 0;
    pendingLargeBytes = 0;
    pendingLargeRows = 0;
    return bytes;
  }

  private long variableChunkBytes() {
    if (pendingLargeBytes == 0 && pendingBytes <= current.freeBytes()) {
      return 0;
    }
    long full = CHUNK_BYTES - LARGE_BYTES;
    // each large row may cut a chunk of other rows short
    long cutShort = pendingBytes == 0 ? 0 : pendingLargeRows * CHUNK_BYTES;
    return pendingLargeBytes + cutShort + (pendingBytes + full - 1) / full * CHUNK_BYTES;
  }

  private long fixedChunkBytes(int rowBytes) {
    long missing = pendingBytes - current.freeBytes() / rowBytes * rowBytes;
    long chunk = MemoryConsumer.roundUpToChunk(rowBytes);
    long full = chunk / rowBytes * rowBytes;
    return missing <= 0 ? 0 : (missing + full - 1) / full * chunk;
  }

  /**
   * A chunk with room for a row and its long strings: {@code rowsEnd} becomes the row's address,
   * and the caller moves {@code rowsEnd} and {@code heapStart}.
   */
  RowChunk chunkFor(long bytes, MemoryConsumer memory) {
    if (bytes > current.freeBytes()) {
      current = allocate(MemoryConsumer.roundUpToChunk(bytes), memory);
    }
    return current;
  }

  /** Whether {@link #chunkFor} finds so much room without taking memory. */
  boolean hasRoomFor(long bytes) {
    return bytes <= current.freeBytes();
  }

  private RowChunk allocate(long sizeBytes, MemoryConsumer memory) {
    RowChunk fresh = new RowChunk(memory.allocate(sizeBytes), sizeBytes);
    chunks.add(fresh);
    return fresh;
  }

  /** Writes the first chunks and frees them; returns the bytes freed. */
  long spill(RowBlockWriter writer, MemoryConsumer memory, int maxChunks) {
    long freed = 0;
    int written = 0;
    try {
      while (written < Math.min(maxChunks, chunks.size())) {
        chunks.get(written).writeTo(writer, layout.rowSizeBytes());
        written++;
      }
    } finally {
      // what could not be written stays
      List<RowChunk> gone = chunks.subList(0, written);
      for (RowChunk chunk : gone) {
        freed += chunk.sizeBytes;
        memory.free(chunk.address, chunk.sizeBytes);
      }
      gone.clear();
      if (chunks.isEmpty()) {
        current = RowChunk.NONE;
      }
    }
    return freed;
  }

  /** Adds the rows of the reader's current block. */
  void load(RowBlockReader reader, MemoryConsumer memory) {
    if (!layout.hasVariable() && reader.sizeBytes() <= current.freeBytes()) {
      reader.read(current.rowsEnd);
      current.rowsEnd += reader.sizeBytes();
      return;
    }
    RowChunk fresh = allocate(MemoryConsumer.roundUpToChunk(reader.sizeBytes()), memory);
    fresh.readFrom(reader, layout.rowSizeBytes());
    current = fresh;
  }

  /** Hands all chunks over. */
  void transferTo(RowPartition other, MemoryConsumer from, MemoryConsumer to) {
    for (RowChunk chunk : chunks) {
      from.transferTo(to, chunk.address, chunk.sizeBytes);
      other.chunks.add(chunk);
      other.current = chunk;
    }
    chunks.clear();
    current = RowChunk.NONE;
  }

  /** Frees all rows; returns the bytes freed. */
  long free(MemoryConsumer memory) {
    long freed = sizeBytes();
    chunks.forEach(chunk -> memory.free(chunk.address, chunk.sizeBytes));
    chunks.clear();
    current = RowChunk.NONE;
    return freed;
  }

  long sizeBytes() {
    long bytes = 0;
    for (RowChunk chunk : chunks) {
      bytes += chunk.sizeBytes;
    }
    return bytes;
  }

  long numRows() {
    long rows = 0;
    for (RowChunk chunk : chunks) {
      rows += chunk.numRows(layout.rowSizeBytes());
    }
    return rows;
  }

  List<RowChunk> chunks() {
    return chunks;
  }
}
