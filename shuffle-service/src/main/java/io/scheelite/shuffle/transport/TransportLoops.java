package io.scheelite.shuffle.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads and the buffers of a process's connections: one group of threads for each lane that
 * has its own.
 *
 * <p>Buffers are memory of a ledger of 4 MiB that the process has for its connections alone: bytes
 * are taken from a buffer while it is hot, and little of what is sent has left its queue at a time,
 * so that is enough for any number of connections whose peers read. Closed last, after servers,
 * clients and connections.
 */
public final class TransportLoops implements AutoCloseable {
  /**
   * What the buffers of connections may take: to be taken off the memory of the process before the
   * rest is given to queries.
   */
  public static final long BUFFER_BYTES = NetworkMemory.LIMIT_BYTES;

  private static final long CLOSE_SECONDS = 10;

  private final EventLoopGroup control;
  private final EventLoopGroup data;
  private final NetworkMemory memory = new NetworkMemory();

  private TransportLoops(EventLoopGroup control, EventLoopGroup data) {
    this.control = control;
    this.data = data;
  }

  /**
   * Starts nothing yet: threads start with the first connection.
   *
   * @param name prefix of the threads' names
   * @param controlThreads at least 1
   * @param dataThreads 0 = the data lane shares the threads of the control lane
   */
  public static TransportLoops of(String name, int controlThreads, int dataThreads) {
    EventLoopGroup control = group(name + "-control", controlThreads);
    return new TransportLoops(
        control, dataThreads == 0 ? control : group(name + "-data", dataThreads));
  }

  private static EventLoopGroup group(String name, int threads) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
  }

  EventLoopGroup group(Lane lane) {
    return switch (lane) {
      case CONTROL -> control;
      case DATA -> data;
    };
  }

  /** Whether a connection of this lane may stay on this loop. */
  boolean serves(Lane lane, EventLoop loop) {
    for (var each : group(lane)) {
      if (each == loop) {
        return true;
      }
    }
    return false;
  }

  ByteBufAllocator allocator() {
    return memory.allocator();
  }

  /** Bytes of that ledger in use now, in whole chunks. */
  public long usedBytes() {
    return memory.usedBytes();
  }

  /** Most bytes of that ledger ever in use. */
  public long peakBytes() {
    return memory.peakBytes();
  }

  /** Bytes of buffers in use that found no room on the ledger. */
  public long overflowBytes() {
    return memory.overflowBytes();
  }

  /** Closes all connections and waits for the threads to end. Not to be called on one of them. */
  @Override
  public void close() {
    control.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
    data.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
    try {
      if (control.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)
          && data.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        memory.close();
      } // else a loop that hangs may still touch a buffer
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
