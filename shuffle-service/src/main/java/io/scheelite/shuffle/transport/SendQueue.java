package io.scheelite.shuffle.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.DefaultFileRegion;
import java.io.EOFException;
import java.io.IOException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Frames between those who send them, on any thread, and the loop that writes them: frames that
 * come close together leave with one wake-up and one flush. Counts what has not left yet.
 *
 * <p>Frames wait as they are; only what the channel takes next is copied to a buffer, in pieces of
 * at most 64 KiB: a peer that does not read costs 128 KiB of buffers, however much waits for it.
 */
final class SendQueue {
  /** A frame, or what is to happen when those before have left. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Outgoing(byte[] head, @Nullable FileBody body, @Nullable Runnable action) {
    long bytes() {
      return (action == null ? FrameLayout.HEADER_BYTES + head.length : 0)
          + (body == null ? 0L : body.sizeBytes());
    }

    int bodyBytes() {
      return body == null ? 0 : body.sizeBytes();
    }

    boolean bodyIsCopied() {
      return bodyBytes() <= COPIED_BODY_BYTES;
    }

    void release() {
      if (body != null) {
        body.released().run();
      }
    }
  }

  /** A part of a file whose channel stays open. */
  private static final class Region extends DefaultFileRegion {
    private final Runnable released;

    Region(FileBody body) {
      super(body.channel(), body.position(), body.sizeBytes());
      this.released = body.released();
    }

    @Override
    protected void deallocate() {
      released.run();
    }
  }

  /** Smaller bodies are read and leave together with their heads: one call of the system. */
  private static final int COPIED_BODY_BYTES = 16 << 10;

  private static final int PIECE_BYTES = 64 << 10;

  private final Channel channel;
  private final long writableBytes;
  private final Runnable onProgress;
  private final Runnable onWritable;
  private final Queue<Outgoing> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final AtomicLong queuedBytes = new AtomicLong();

  // Of the loop alone: the frame that is being written, and how much of its head is.
  private @Nullable Outgoing current;
  private int headWritten;
  private boolean writing;

  private volatile boolean wanted;
  private volatile boolean discarding;

  /**
   * Of a channel.
   *
   * @param onProgress called on the loop when a frame has left
   * @param onWritable called on the loop when {@link #writable} has become true again
   */
  SendQueue(Channel channel, long writableBytes, Runnable onProgress, Runnable onWritable) {
    this.channel = channel;
    this.writableBytes = writableBytes;
    this.onProgress = onProgress;
    this.onWritable = onWritable;
  }

  /** Takes a frame; returns how many bytes wait now. */
  long add(byte[] head, @Nullable FileBody body) {
    Outgoing frame = new Outgoing(head, body, null);
    long waiting = queuedBytes.addAndGet(frame.bytes());
    put(frame);
    return waiting;
  }

  /** Runs an action on the loop when everything before has left, or never will. */
  void addAction(Runnable action) {
    put(new Outgoing(new byte[0], null, action));
  }

  private void put(Outgoing frame) {
    queue.add(frame);
    if (discarding) {
      discard();
    } else if (draining.compareAndSet(false, true)) {
      try {
        channel.eventLoop().execute(this::drain);
      } catch (RejectedExecutionException e) {
        discard(); // the loops are closed, and the connection with them
      }
    }
  }

  boolean writable() {
    if (queuedBytes.get() <= writableBytes) {
      return true;
    }
    // first the wish, then a second look: a frame that leaves in between is not missed
    wanted = true;
    return queuedBytes.get() <= writableBytes;
  }

  long queuedBytes() {
    return queuedBytes.get();
  }

  private void drain() {
    draining.set(false);
    writeOn();
  }

  /** Writes until nothing waits or the channel has enough; on the loop. */
  void writeOn() {
    if (writing) {
      return; // a flush made room: whoever flushes goes on
    }
    writing = true;
    try {
      boolean unflushed = false;
      while (hasFrame()) {
        if (!channel.isWritable()) {
          channel.flush();
          unflushed = false;
          if (!channel.isWritable()) {
            return; // until the channel calls again
          }
        } else {
          writePiece();
          unflushed = true;
        }
      }
      if (unflushed) {
        channel.flush();
      }
    } finally {
      writing = false;
    }
  }

  private boolean hasFrame() {
    if (current == null) {
      current = queue.poll();
      headWritten = 0;
    }
    return current != null;
  }

  private void writePiece() {
    Outgoing frame = Objects.requireNonNull(current);
    Runnable action = frame.action();
    if (action != null) {
      current = null;
      channel.write(Unpooled.EMPTY_BUFFER).addListener(done -> action.run());
      return;
    }
    int headerBytes = headWritten == 0 ? FrameLayout.HEADER_BYTES : 0;
    int headBytes = Math.min(frame.head().length - headWritten, PIECE_BYTES - headerBytes);
    boolean last = headWritten + headBytes == frame.head().length;
    boolean copied = last && frame.bodyIsCopied();
    int size = headerBytes + headBytes + (copied ? frame.bodyBytes() : 0);
    ByteBuf bytes = channel.alloc().directBuffer(size);
    if (headerBytes > 0) {
      bytes.writeBytes(FrameLayout.header(frame.head(), frame.bodyBytes()));
    }
    bytes.writeBytes(frame.head(), headWritten, headBytes);
    headWritten += headBytes;
    FileBody body = frame.body();
    if (last) {
      current = null; // the body is given back by whoever sends it
      if (body != null && copied) {
        copy(body, bytes);
      }
    }
    channel.write(bytes).addListener(future -> left(size, future.isSuccess()));
    if (last && body != null && !copied) {
      channel
          .write(new Region(body))
          .addListener(future -> left(body.sizeBytes(), future.isSuccess()));
    }
  }

  private void copy(FileBody body, ByteBuf bytes) {
    long position = body.position();
    int left = body.sizeBytes();
    try {
      while (left > 0) {
        int count = bytes.writeBytes(body.channel(), position, left);
        if (count < 0) {
          throw new EOFException("file became shorter while it was sent");
        }
        position += count;
        left -= count;
      }
    } catch (IOException e) {
      // the peer must not take what follows for the body
      bytes.writerIndex(0);
      channel.pipeline().fireExceptionCaught(e);
    } finally {
      body.released().run();
    }
  }

  private void left(long bytes, boolean sent) {
    long waiting = queuedBytes.addAndGet(-bytes);
    if (sent) {
      onProgress.run();
      if (wanted && waiting <= writableBytes / 2) {
        wanted = false;
        onWritable.run();
      }
    }
  }

  /** The connection is closed: gives back what waits, and whatever comes later. On the loop. */
  void close() {
    discard();
    Outgoing frame = current;
    if (frame != null) {
      current = null;
      int written = headWritten == 0 ? 0 : FrameLayout.HEADER_BYTES + headWritten;
      queuedBytes.addAndGet(written - frame.bytes());
      frame.release();
    }
  }

  private void discard() {
    discarding = true;
    for (Outgoing frame = queue.poll(); frame != null; frame = queue.poll()) {
      queuedBytes.addAndGet(-frame.bytes());
      frame.release();
    }
  }
}
