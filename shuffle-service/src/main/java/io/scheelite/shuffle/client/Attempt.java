package io.scheelite.shuffle.client;

import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.WaitClock;
import java.nio.ByteBuffer;

/**
 * One request for a piece. Once it is detached it writes nothing more, whatever still arrives: only
 * then is its memory anybody else's.
 */
final class Attempt implements FetchTarget {
  final Piece piece;
  final long sentNanos;

  private final WaitClock clock;
  private volatile long movedNanos;
  private int received;
  private boolean detached;

  Attempt(Piece piece, WaitClock clock) {
    this.piece = piece;
    this.clock = clock;
    this.sentNanos = clock.nanoTime();
    this.movedNanos = sentNanos;
  }

  @Override
  public synchronized void write(int offset, ByteBuffer bytes) {
    if (detached || offset != received || bytes.remaining() > piece.length - received) {
      return;
    }
    int count = bytes.remaining();
    NativeMemory.byteBuffer(piece.address + received, count).put(bytes);
    received += count;
    movedNanos = clock.nanoTime();
  }

  /** Whether all bytes have arrived. */
  synchronized boolean complete() {
    return received == piece.length;
  }

  synchronized void detach() {
    detached = true;
  }

  /** When the last bytes came, or else when it was sent. */
  long movedNanos() {
    return movedNanos;
  }
}
