package io.scheelite.formats.parquet.write;

import io.scheelite.memory.NativeMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/** The encoded pages of one column chunk, kept until their row group is written. */
final class PageOutput {
  private static final long SEGMENT_BYTES = 128 << 10;

  /** A page with its header. */
  private record Piece(long address, int size) {}

  private final WriterMemory memory;
  private final List<Long> segments = new ArrayList<>();
  private final List<Piece> pieces = new ArrayList<>();
  private long at;
  private long limit;
  private long sizeBytes;

  PageOutput(WriterMemory memory) {
    this.memory = memory;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  /** The most memory a page of that size takes. */
  static long segmentBytes(long pageBytes) {
    return WriterMemory.rounded(Math.max(SEGMENT_BYTES, pageBytes));
  }

  /** Room for so many bytes, of which {@link #commit} keeps some. */
  long room(long size) {
    if (limit - at < size) {
      long segment = segmentBytes(size);
      at = memory.take(segment);
      limit = at + segment;
      segments.add(at);
    }
    return at;
  }

  /** Keeps a page that lies in the room given last. */
  void commit(long address, int size) {
    pieces.add(new Piece(address, size));
    at = address + size;
    sizeBytes += size;
  }

  void writeTo(FileChannel channel) throws IOException {
    for (Piece piece : pieces) {
      ByteBuffer buffer = NativeMemory.byteBuffer(piece.address(), piece.size());
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  /** Forgets all pages and gives their memory back. */
  void reset() {
    for (long segment : segments) {
      memory.give(segment);
    }
    segments.clear();
    pieces.clear();
    at = 0;
    limit = 0;
    sizeBytes = 0;
  }
}
