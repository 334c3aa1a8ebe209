package io.scheelite.shuffle.transport;

import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps what it is told, for tests to wait for. */
final class RecordingHandler implements FrameHandler {
  final CompletableFuture<FrameConnection> opened = new CompletableFuture<>();
  final CompletableFuture<TransportException> closed = new CompletableFuture<>();
  final BlockingQueue<byte[]> heads = new LinkedBlockingQueue<>();
  final BlockingQueue<Boolean> writable = new LinkedBlockingQueue<>();
  final AtomicLong bodyBytes = new AtomicLong();
  final BlockingQueue<Long> bodies = new LinkedBlockingQueue<>();
  private long bodySum;

  @Override
  public void opened(FrameConnection connection) {
    opened.complete(connection);
  }

  @Override
  public void frame(FrameConnection connection, ByteBuffer head, int size) {
    byte[] copy = new byte[head.remaining()];
    head.get(copy);
    heads.add(copy);
  }

  @Override
  public void body(FrameConnection connection, ByteBuffer piece, int remainingBytes) {
    bodyBytes.addAndGet(piece.remaining());
    while (piece.hasRemaining()) {
      bodySum = bodySum * 31 + piece.get();
    }
    if (remainingBytes == 0) {
      bodies.add(bodySum);
      bodySum = 0;
    }
  }

  @Override
  public void writable(FrameConnection connection) {
    writable.add(true);
  }

  @Override
  public void closed(FrameConnection connection, TransportException reason) {
    if (!closed.complete(reason)) {
      throw new AssertionError("closed twice");
    }
  }

  byte[] nextHead() throws InterruptedException {
    byte[] head = heads.poll(60, TimeUnit.SECONDS);
    if (head == null) {
      throw new AssertionError("no frame came");
    }
    return head;
  }

  TransportException awaitClosed() throws Exception {
    return closed.get(60, TimeUnit.SECONDS);
  }
}
