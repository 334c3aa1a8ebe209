package io.scheelite.formats.parquet.codec;

import io.scheelite.memory.NativeMemory;
import java.io.IOException;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/**
 * LZ4's blocks, alone and in the streams of Hadoop's {@code Lz4Codec}, which Parquet's older codec
 * LZ4 is ("Compression" in its specification):
 *
 * <pre>
 * stream := block*
 * block  := int size of its bytes decompressed, chunk*
 * chunk  := int size as stored, LZ4 block            integers are big-endian
 * </pre>
 */
final class Lz4 {
  private Lz4() {}

  /** Decompresses a block; returns how many bytes it held, at most {@code capacity}. */
  static int decompress(long source, int sourceSize, long target, int capacity) throws IOException {
    try {
      return LZ4Factory.fastestInstance()
          .safeDecompressor()
          .decompress(
              NativeMemory.byteBuffer(source, sourceSize),
              0,
              sourceSize,
              NativeMemory.byteBuffer(target, capacity),
              0,
              capacity);
    } catch (LZ4Exception e) {
      throw new IOException("lz4: " + e.getMessage(), e);
    }
  }

  /**
   * Decompresses what the older codec stored; returns how many bytes it held. Some writers stored a
   * block alone under its name.
   */
  static int decompressStream(long source, int sourceSize, long target, int capacity)
      throws IOException {
    try {
      return blocks(source, sourceSize, target, capacity);
    } catch (IOException e) {
      try {
        return decompress(source, sourceSize, target, capacity);
      } catch (IOException alone) {
        e.addSuppressed(alone);
        throw e;
      }
    }
  }

  private static int blocks(long source, int sourceSize, long target, int capacity)
      throws IOException {
    long limit = source + sourceSize;
    long at = source;
    int done = 0;
    while (at < limit) {
      int end = done + size(at, limit, capacity - done);
      at += Integer.BYTES;
      while (done < end) {
        int stored = size(at, limit, limit - at - Integer.BYTES);
        at += Integer.BYTES;
        int held = decompress(at, stored, target + done, end - done);
        if (held == 0) {
          throw malformed();
        }
        at += stored;
        done += held;
      }
    }
    return done;
  }

  private static int size(long at, long limit, long most) throws IOException {
    if (limit - at < Integer.BYTES) {
      throw malformed();
    }
    int size = Integer.reverseBytes(NativeMemory.getInt(at));
    if (size < 0 || size > most) {
      throw malformed();
    }
    return size;
  }

  private static IOException malformed() {
    return new IOException("lz4: stream is malformed");
  }
}
