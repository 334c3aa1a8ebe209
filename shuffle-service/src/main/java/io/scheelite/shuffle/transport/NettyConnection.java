package io.scheelite.shuffle.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.scheelite.shuffle.transport.TransportException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection: first the handshake, then frames between the line and a {@link FrameHandler}.
 * The last handler of its channel's pipeline, and the only one.
 */
final class NettyConnection extends ChannelInboundHandlerAdapter
    implements FrameConnection, FrameDecoder.Sink {
  /** What the end that made the connection does once the peer has proved itself, or not. */
  interface Owner {
    /** On the loop; answers with {@link NettyConnection#open} now or later. */
    void proved(NettyConnection connection, Lane lane);

    /** It closed before it was opened; on the loop. */
    void refused(NettyConnection connection, TransportException reason);
  }

  private final Channel channel;
  private final FrameConfig config;
  private final Handshake handshake;
  private final Owner owner;
  private final FrameDecoder decoder;
  private final SendQueue queue;
  private final AtomicReference<@Nullable TransportException> closing = new AtomicReference<>();
  private final String remote;
  private @Nullable FrameHandler handler;
  private boolean ended;
  private long movedNanos;

  NettyConnection(
      Channel channel, FrameConfig config, Handshake handshake, Owner owner, String remote) {
    this.channel = channel;
    this.config = config;
    this.handshake = handshake;
    this.owner = owner;
    this.remote = remote;
    this.decoder = new FrameDecoder(this, Handshake.MAX_BYTES, 0);
    this.queue = new SendQueue(channel, config.writableBytes(), this::moved, this::becameWritable);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (channel.localAddress().equals(channel.remoteAddress())) {
      // TCP lets a socket find itself where nobody listens and the system gave it that very port
      fail(Kind.UNREACHABLE, "nobody listens there", null);
      return;
    }
    after(
        config.handshakeTimeout(),
        () -> {
          if (handler == null) {
            fail(Kind.TIMEOUT, "peer did not say in time that it knows the secret", null);
          }
        });
    if (handshake.hello().length > 0) {
      queue.add(handshake.hello(), null);
    }
  }

  /**
   * The handshake is over: frames go to this handler. On the loop that they will come from.
   *
   * @return false = it is closed; the owner hears of it
   */
  boolean open(FrameHandler opened) {
    if (closing.get() != null || !channel.isActive()) {
      return false;
    }
    handler = opened;
    decoder.limit(config.maxHeadBytes(), config.maxBodyBytes());
    moved();
    if (config.idleTimeout().isPositive()) {
      after(config.idleTimeout(), this::checkIdle);
    }
    guarded(() -> opened.opened(this));
    return true;
  }

  private void after(Duration delay, Runnable action) {
    channel.eventLoop().schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void moved() {
    movedNanos = System.nanoTime();
  }

  private void checkIdle() {
    long left = config.idleTimeout().toNanos() - (System.nanoTime() - movedNanos);
    if (ended || closing.get() != null) {
      return;
    }
    if (left <= 0) {
      fail(Kind.TIMEOUT, "nothing moved on the connection for " + config.idleTimeout(), null);
    } else {
      after(Duration.ofNanos(left), this::checkIdle);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      moved();
      if (closing.get() == null) {
        decoder.feed(bytes.nioBuffer());
      }
    } catch (TransportException e) {
      fail(e);
    } finally {
      bytes.release();
    }
  }

  @Override
  public void head(ByteBuffer head, int bodyBytes) {
    FrameHandler to = handler;
    if (to != null) {
      guarded(() -> to.frame(this, head, bodyBytes));
      return;
    }
    byte[] answer = handshake.receive(head);
    if (answer != null) {
      queue.add(answer, null);
    }
    if (handshake.done()) {
      owner.proved(this, handshake.lane());
    }
  }

  @Override
  public void body(ByteBuffer piece, int remainingBytes) {
    FrameHandler to = handler;
    if (to != null) {
      guarded(() -> to.body(this, piece, remainingBytes));
    }
  }

  private void becameWritable() {
    FrameHandler to = handler;
    if (to != null && closing.get() == null) {
      guarded(() -> to.writable(this));
    }
  }

  /** A handler that fails loses its connection and no more. */
  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (TransportException e) {
      fail(e);
    } catch (RuntimeException e) {
      TransportLog.LOG.log(
          System.Logger.Level.ERROR, "handler of a connection failed: remote=" + remote, e);
      fail(Kind.CLOSED, "this side failed: " + e, e);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ended = true;
    decoder.stop();
    closing.compareAndSet(
        null, new TransportException(Kind.LOST, "peer closed the connection: remote=" + remote));
    queue.close();
    TransportException reason = closing.get();
    if (reason == null) {
      return;
    }
    FrameHandler to = handler;
    if (to == null) {
      owner.refused(this, reason);
    } else {
      guarded(() -> to.closed(this, reason));
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable()) {
      queue.writeOn();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      fail(Kind.LOST, "connection broke", cause);
    } else {
      TransportLog.LOG.log(System.Logger.Level.ERROR, "connection failed: remote=" + remote, cause);
      fail(Kind.CLOSED, "this side failed: " + cause, cause);
    }
  }

  private void fail(Kind kind, String what, @Nullable Throwable cause) {
    fail(new TransportException(kind, what + ": remote=" + remote, cause));
  }

  /** The first reason counts. */
  void fail(TransportException reason) {
    if (closing.compareAndSet(null, reason)) {
      decoder.stop();
      channel.close();
    }
  }

  @Override
  public void send(byte[] head) {
    enqueue(head, null);
  }

  @Override
  public void send(byte[] head, FileBody body) {
    enqueue(head, body);
  }

  private void enqueue(byte[] head, @Nullable FileBody body) {
    int bodyBytes = body == null ? 0 : body.sizeBytes();
    if (head.length < 1
        || head.length > config.maxHeadBytes()
        || bodyBytes > config.maxBodyBytes()
        || (body != null && bodyBytes < 1)) {
      if (body != null) {
        body.released().run();
      }
      throw new IllegalArgumentException(
          "frame is above the bound: headBytes=" + head.length + " bodyBytes=" + bodyBytes);
    }
    if (queue.add(head, body) > config.maxQueuedBytes()) {
      fail(Kind.LOST, "peer leaves too much unread: queuedBytes=" + queue.queuedBytes(), null);
    }
  }

  @Override
  public boolean writable() {
    return queue.writable();
  }

  @Override
  public long queuedBytes() {
    return queue.queuedBytes();
  }

  @Override
  public void reading(boolean on) {
    channel.config().setAutoRead(on);
  }

  @Override
  public void close(String reason) {
    fail(Kind.CLOSED, "this side closed the connection, " + reason, null);
  }

  @Override
  public void closeAfterSending(String reason) {
    queue.addAction(() -> close(reason));
  }

  @Override
  public boolean isOpen() {
    return closing.get() == null && channel.isActive();
  }

  @Override
  public String remote() {
    return remote;
  }

  @Override
  public Executor loop() {
    return channel.eventLoop();
  }

  EventLoop eventLoop() {
    return channel.eventLoop();
  }

  Channel channel() {
    return channel;
  }

  @Override
  public String toString() {
    return "connection to " + remote;
  }
}
