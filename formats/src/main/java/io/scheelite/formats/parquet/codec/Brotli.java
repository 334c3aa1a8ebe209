package io.scheelite.formats.parquet.codec;

import io.scheelite.memory.NativeMemory;
import java.io.IOException;
import java.io.InputStream;
import org.brotli.dec.BrotliInputStream;

/**
 * Brotli (RFC 7932), decompressed by its authors' decoder in Java. That keeps its window on the
 * heap for as long as a page takes: at most 16 MiB, and not much more than the page has.
 */
final class Brotli {
  private static final int BUFFER_BYTES = 16 << 10;

  private Brotli() {}

  static void decompress(long source, int sourceSize, long target, int targetSize)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    int done = 0;
    try (InputStream stream = new BrotliInputStream(new NativeInput(source, sourceSize))) {
      // one byte more than wanted is asked for, to learn whether there are more
      while (done <= targetSize) {
        int read = stream.read(buffer, 0, Math.min(BUFFER_BYTES, targetSize - done + 1));
        if (read <= 0) {
          break;
        }
        NativeMemory.copyFromArray(buffer, 0, target + done, Math.min(read, targetSize - done));
        done += read;
      }
    } catch (RuntimeException e) { // the decoder does not foresee all damage
      throw new IOException("brotli: " + e.getMessage(), e);
    }
    if (done != targetSize) {
      throw new IOException(
          "brotli: more or less data than the page header says: expectedBytes=" + targetSize);
    }
  }

  /** Bytes of native memory. */
  private static final class NativeInput extends InputStream {
    private final long limit;
    private long at;

    NativeInput(long address, int size) {
      this.at = address;
      this.limit = address + size;
    }

    @Override
    public int read() {
      return at == limit ? -1 : NativeMemory.getByte(at++) & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      int size = (int) Math.min(length, limit - at);
      if (size == 0) {
        return length == 0 ? 0 : -1;
      }
      NativeMemory.copyToArray(at, bytes, offset, size);
      at += size;
      return size;
    }
  }
}
