package io.scheelite.formats.parquet.codec;

import com.github.luben.zstd.Zstd;
import io.scheelite.memory.NativeMemory;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import net.jpountz.lz4.LZ4Factory;
import org.xerial.snappy.Snappy;

/** How the bytes of a page are compressed. Works from native address to native address. */
public enum Compression {
  /** Stored as they are. */
  UNCOMPRESSED,
  /** Snappy, block format. */
  SNAPPY,
  /** Gzip. */
  GZIP,
  /** Zstandard. */
  ZSTD,
  /** LZ4, block format without a frame. */
  LZ4_RAW,
  /** LZ4 as older writers stored it, in the blocks of Hadoop's streams; only read. */
  LZ4,
  /** Brotli; only read. */
  BROTLI;

  private static final int ZSTD_LEVEL = 3;

  /** Bytes behind source and target that {@link #decompress} may load and overwrite. */
  public static final int SLACK_BYTES = SnappyDecoder.SLACK_BYTES;

  /**
   * Decompresses exactly {@code targetSize} bytes.
   *
   * @throws IOException if the source is malformed or holds another number of bytes
   */
  public void decompress(long source, int sourceSize, long target, int targetSize)
      throws IOException {
    switch (this) {
      case UNCOMPRESSED -> {
        check(sourceSize, targetSize);
        NativeMemory.copy(source, target, targetSize);
      }
      case SNAPPY ->
          check(SnappyDecoder.decompress(source, sourceSize, target, targetSize), targetSize);
      case GZIP -> Gzip.decompress(source, sourceSize, target, targetSize);
      case ZSTD -> {
        long size = Zstd.decompressUnsafe(target, targetSize, source, sourceSize);
        if (Zstd.isError(size)) {
          throw new IOException("zstd: " + Zstd.getErrorName(size));
        }
        check(size, targetSize);
      }
      case LZ4_RAW -> check(Lz4.decompress(source, sourceSize, target, targetSize), targetSize);
      case LZ4 -> check(Lz4.decompressStream(source, sourceSize, target, targetSize), targetSize);
      case BROTLI -> Brotli.decompress(source, sourceSize, target, targetSize);
    }
  }

  private static void check(long size, int targetSize) throws IOException {
    if (size != targetSize) {
      throw new IOException(
          "page decompresses to another size than its header says: bytes="
              + size
              + " expectedBytes="
              + targetSize);
    }
  }

  /**
   * Native memory that {@link #decompress} takes from the system while it runs: what was measured,
   * rounded up to whole chunks.
   */
  public long decompressWorkspaceBytes() {
    return switch (this) {
      case UNCOMPRESSED, SNAPPY, LZ4_RAW, LZ4, BROTLI -> 0; // brotli takes heap
      case GZIP -> 64 << 10; // 40,112 bytes
      case ZSTD -> 128 << 10; // 95,984 bytes
    };
  }

  /** As {@link #decompressWorkspaceBytes}, for {@link #compress}. */
  public long compressWorkspaceBytes() {
    return switch (this) {
      case UNCOMPRESSED, LZ4_RAW -> 0; // LZ4's table lies on the stack
      case LZ4, BROTLI -> throw notWritten();
      case SNAPPY -> 64 << 10; // a table of at most 32 KiB
      case GZIP -> 320 << 10; // 269,920 bytes
      case ZSTD -> 1344 << 10; // 1,303,600 bytes from pages of 1 MiB on
    };
  }

  /** Whether {@link #decompress} runs code that is not Java. */
  public boolean decompressesNatively() {
    return switch (this) {
      case UNCOMPRESSED, SNAPPY, BROTLI -> false;
      case GZIP, ZSTD -> true;
      case LZ4_RAW, LZ4 -> LZ4Factory.fastestInstance().toString().endsWith("JNI");
    };
  }

  /** The most bytes that {@link #compress} writes for so many. */
  public long maxCompressedSize(int sourceSize) {
    return switch (this) {
      case UNCOMPRESSED -> sourceSize;
      case SNAPPY -> Snappy.maxCompressedLength(sourceSize);
      case GZIP -> Gzip.maxCompressedSize(sourceSize);
      case ZSTD -> Zstd.compressBound(sourceSize);
      case LZ4_RAW -> LZ4Factory.fastestInstance().fastCompressor().maxCompressedLength(sourceSize);
      case LZ4, BROTLI -> throw notWritten();
    };
  }

  /** Compresses; the target has room for {@link #maxCompressedSize}. Returns the bytes written. */
  public int compress(long source, int sourceSize, long target) throws IOException {
    int room = Math.toIntExact(maxCompressedSize(sourceSize));
    return switch (this) {
      case UNCOMPRESSED -> {
        NativeMemory.copy(source, target, sourceSize);
        yield sourceSize;
      }
      case SNAPPY -> (int) Snappy.rawCompress(source, sourceSize, target);
      case GZIP -> Gzip.compress(source, sourceSize, target, room);
      case ZSTD -> compressZstd(source, sourceSize, target, room);
      case LZ4_RAW ->
          LZ4Factory.fastestInstance()
              .fastCompressor()
              .compress(
                  NativeMemory.byteBuffer(source, sourceSize),
                  0,
                  sourceSize,
                  NativeMemory.byteBuffer(target, room),
                  0,
                  room);
      case LZ4, BROTLI -> throw notWritten();
    };
  }

  /** Whether files are written with it. */
  public boolean isWritten() {
    return this != LZ4 && this != BROTLI;
  }

  /** All that files are written with. */
  public static List<Compression> written() {
    return Arrays.stream(values()).filter(Compression::isWritten).toList();
  }

  private IllegalStateException notWritten() {
    return new IllegalStateException("compression is only read, write LZ4_RAW or ZSTD: " + this);
  }

  private static int compressZstd(long source, int sourceSize, long target, int room)
      throws IOException {
    long size = Zstd.compressUnsafe(target, room, source, sourceSize, ZSTD_LEVEL);
    if (Zstd.isError(size)) {
      throw new IOException("zstd: " + Zstd.getErrorName(size));
    }
    return (int) size;
  }
}
