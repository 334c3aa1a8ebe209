package io.scheelite.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Moves heap buffers from and to files in small pieces.
 *
 * <p>The JDK copies a heap buffer to native memory as large as what remains of it, which is on no
 * ledger, and keeps that memory with the thread. In pieces that is at most {@link #PIECE_BYTES} per
 * thread, however large the buffer. Native buffers ({@link NativeMemory#byteBuffer}) need none of
 * this. Stateless.
 */
public final class HeapTransfer {
  /** Most bytes that one call moves. */
  public static final int PIECE_BYTES = 64 << 10;

  private HeapTransfer() {}

  /** As {@link FileChannel#read(ByteBuffer, long)}, but at most a piece. */
  public static int read(FileChannel channel, ByteBuffer target, long position) throws IOException {
    int limit = target.limit();
    target.limit(target.position() + Math.min(PIECE_BYTES, target.remaining()));
    try {
      return channel.read(target, position);
    } finally {
      target.limit(limit);
    }
  }

  /** Writes all that remains of a buffer. */
  public static void writeFully(WritableByteChannel channel, ByteBuffer source) throws IOException {
    int limit = source.limit();
    try {
      while (source.position() < limit) {
        source.limit(source.position() + Math.min(PIECE_BYTES, limit - source.position()));
        channel.write(source);
      }
    } finally {
      source.limit(limit);
    }
  }
}
