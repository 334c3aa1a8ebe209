package io.scheelite.formats.parquet.codec;

import io.scheelite.memory.NativeMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** The gzip file format (RFC 1952) around the JDK's deflate, one or several members. */
final class Gzip {
  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;

  private Gzip() {}

  static void decompress(long source, int sourceSize, long target, int targetSize)
      throws IOException {
    Inflater inflater = new Inflater(true);
    try {
      long at = source;
      long limit = source + sourceSize;
      int done = 0;
      while (at < limit) {
        at = skipHeader(at, limit);
        inflater.reset();
        inflater.setInput(NativeMemory.byteBuffer(at, (int) (limit - at)));
        done += inflate(inflater, target + done, targetSize - done);
        at += inflater.getBytesRead() + TRAILER_BYTES;
      }
      if (done != targetSize) {
        throw new IOException("gzip: bytes=" + done + " expectedBytes=" + targetSize);
      }
    } catch (DataFormatException e) {
      throw new IOException("gzip: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }

  private static int inflate(Inflater inflater, long target, int room)
      throws DataFormatException, IOException {
    ByteBuffer output = NativeMemory.byteBuffer(target, room);
    while (!inflater.finished()) {
      if (inflater.inflate(output) == 0 && !inflater.finished()) {
        throw new IOException("gzip: more or less data than the page header says");
      }
    }
    return output.position();
  }

  private static long skipHeader(long start, long limit) throws IOException {
    if (limit - start < HEADER_BYTES + TRAILER_BYTES
        || (NativeMemory.getInt(start) & 0xFFFFFF) != 0x088B1F) {
      throw new IOException("gzip: no gzip header");
    }
    int flags = NativeMemory.getByte(start + 3);
    long at = start + HEADER_BYTES;
    if ((flags & FLAG_EXTRA) != 0) {
      at += 2 + (NativeMemory.getShort(at) & 0xFFFF);
    }
    if ((flags & FLAG_NAME) != 0) {
      at = afterZero(at, limit);
    }
    if ((flags & FLAG_COMMENT) != 0) {
      at = afterZero(at, limit);
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      at += 2;
    }
    if (at > limit - TRAILER_BYTES) {
      throw new IOException("gzip: truncated header");
    }
    return at;
  }

  private static long afterZero(long start, long limit) throws IOException {
    for (long at = start; at < limit; at++) {
      if (NativeMemory.getByte(at) == 0) {
        return at + 1;
      }
    }
    throw new IOException("gzip: truncated header");
  }

  static long maxCompressedSize(int sourceSize) {
    // stored blocks of at least 16 KiB with five bytes each, header and trailer
    return sourceSize + ((long) sourceSize >>> 12) + 64 + HEADER_BYTES + TRAILER_BYTES;
  }

  static int compress(long source, int sourceSize, long target, int room) throws IOException {
    NativeMemory.putLong(target, 0x088B1FL);
    NativeMemory.putShort(target + 8, (short) 0);
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(NativeMemory.byteBuffer(source, sourceSize));
      deflater.finish();
      ByteBuffer output =
          NativeMemory.byteBuffer(target + HEADER_BYTES, room - HEADER_BYTES - TRAILER_BYTES);
      while (!deflater.finished()) {
        if (deflater.deflate(output) == 0 && !deflater.finished()) {
          throw new IOException("gzip: no room");
        }
      }
      CRC32 crc = new CRC32();
      crc.update(NativeMemory.byteBuffer(source, sourceSize));
      long trailer = target + HEADER_BYTES + output.position();
      NativeMemory.putInt(trailer, (int) crc.getValue());
      NativeMemory.putInt(trailer + 4, sourceSize);
      return HEADER_BYTES + output.position() + TRAILER_BYTES;
    } finally {
      deflater.end();
    }
  }
}
