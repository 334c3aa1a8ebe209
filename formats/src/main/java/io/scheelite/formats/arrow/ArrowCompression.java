package io.scheelite.formats.arrow;

import com.github.luben.zstd.Zstd;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.memory.NativeMemory;
import java.io.IOException;
import org.apache.arrow.flatbuf.CompressionType;

/** How the buffers of record batches are compressed, each on its own. */
public enum ArrowCompression {
  /** Not at all. */
  NONE,
  /** LZ4 in its frame format. */
  LZ4_FRAME,
  /** Zstandard. */
  ZSTD;

  /** More cannot be said in so many bytes of LZ4, which are 255 at most per byte. */
  private static final long MAX_LZ4_RATIO = 255;

  /** What a message says. */
  static ArrowCompression stored(FileSite site, byte type) {
    return switch (type) {
      case CompressionType.LZ4_FRAME -> LZ4_FRAME;
      case CompressionType.ZSTD -> ZSTD;
      default -> throw site.unsupported("Arrow compression is not known: number=" + type);
    };
  }

  /**
   * Compares what a buffer is said to hold with what is known of it, before memory is taken.
   *
   * @throws IOException if it cannot hold so many bytes
   */
  void checkSize(long source, int stored, long size) throws IOException {
    boolean possible =
        size >= 0
            && size <= Integer.MAX_VALUE
            && switch (this) {
              case NONE -> size == stored;
              case LZ4_FRAME -> size / MAX_LZ4_RATIO <= stored;
              case ZSTD -> {
                // 0 where the frame does not say it
                long said =
                    Zstd.getDirectByteBufferFrameContentSize(
                        NativeMemory.byteBuffer(source, stored), 0, stored);
                yield said <= 0 || said == size;
              }
            };
    if (!possible) {
      throw new IOException("buffer cannot hold so many bytes: stored=" + stored + " size=" + size);
    }
  }

  /** Decompresses exactly so many bytes. */
  void decompress(long source, int stored, long target, int size) throws IOException {
    switch (this) {
      case NONE -> NativeMemory.copy(source, target, size);
      case LZ4_FRAME -> Lz4Frame.decompress(source, stored, target, size);
      case ZSTD -> Compression.ZSTD.decompress(source, stored, target, size);
    }
  }

  /** Native memory that {@link #decompress} takes from the system. */
  long workspaceBytes() {
    return this == ZSTD ? Compression.ZSTD.decompressWorkspaceBytes() : 0;
  }

  /** As {@link #workspaceBytes}, of {@link #compress}. */
  long compressWorkspaceBytes() {
    return this == ZSTD ? Compression.ZSTD.compressWorkspaceBytes() : 0;
  }

  /** The most bytes that {@link #compress} writes. */
  long maxCompressedSize(int size) {
    return switch (this) {
      case NONE -> size;
      case LZ4_FRAME -> Lz4Frame.maxCompressedSize(size);
      case ZSTD -> Compression.ZSTD.maxCompressedSize(size);
    };
  }

  /** Compresses; the target has room for {@link #maxCompressedSize}. Returns the bytes written. */
  int compress(long source, int size, long target) throws IOException {
    return switch (this) {
      case NONE -> Compression.UNCOMPRESSED.compress(source, size, target);
      case LZ4_FRAME ->
          Lz4Frame.compress(source, size, target, Math.toIntExact(maxCompressedSize(size)));
      case ZSTD -> Compression.ZSTD.compress(source, size, target);
    };
  }
}
