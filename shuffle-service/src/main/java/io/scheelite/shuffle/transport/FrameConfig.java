package io.scheelite.shuffle.transport;

import java.time.Duration;

/**
 * Bounds of what a peer may cost.
 *
 * @param maxHeadBytes largest head of a frame, in either direction
 * @param maxBodyBytes largest body of a frame; 0 = frames have no bodies
 * @param maxQueuedBytes a connection whose peer leaves more than this unread is closed
 * @param writableBytes while more than this is queued, {@link FrameConnection#writable} is false
 * @param maxConnections connections a server serves at once; more are closed at the door
 * @param handshakeTimeout how long a peer may take to connect and to prove that it knows the secret
 * @param idleTimeout a connection on which nothing moves for so long is closed; zero = never
 */
public record FrameConfig(
    int maxHeadBytes,
    int maxBodyBytes,
    long maxQueuedBytes,
    long writableBytes,
    int maxConnections,
    Duration handshakeTimeout,
    Duration idleTimeout) {
  public FrameConfig {
    if (maxHeadBytes < 1 || maxBodyBytes < 0 || maxConnections < 1) {
      throw new IllegalArgumentException(
          "bounds of frames are out of range: maxHeadBytes="
              + maxHeadBytes
              + " maxBodyBytes="
              + maxBodyBytes
              + " maxConnections="
              + maxConnections);
    }
    if (writableBytes < 1 || maxQueuedBytes < writableBytes + maxHeadBytes + maxBodyBytes) {
      throw new IllegalArgumentException(
          "a queue must hold one frame more than makes it unwritable: maxQueuedBytes="
              + maxQueuedBytes
              + " writableBytes="
              + writableBytes);
    }
    if (!handshakeTimeout.isPositive() || idleTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "timeouts are out of range: handshakeTimeout="
              + handshakeTimeout
              + " idleTimeout="
              + idleTimeout);
    }
  }

  /** For messages: heads of up to 8 MiB, no bodies, connections that may be silent. */
  public static FrameConfig messages() {
    return new FrameConfig(
        8 << 20, 0, 32L << 20, 1 << 20, 1024, Duration.ofSeconds(10), Duration.ZERO);
  }

  /** For shuffle data: small heads, bodies of up to 1 MiB, closed after two minutes of silence. */
  public static FrameConfig shuffle() {
    return new FrameConfig(
        64 << 10, 1 << 20, 16L << 20, 4 << 20, 1024, Duration.ofSeconds(10), Duration.ofMinutes(2));
  }

  /** The same with another handshake timeout. */
  public FrameConfig withHandshakeTimeout(Duration timeout) {
    return new FrameConfig(
        maxHeadBytes,
        maxBodyBytes,
        maxQueuedBytes,
        writableBytes,
        maxConnections,
        timeout,
        idleTimeout);
  }

  /** The same with another idle timeout. */
  public FrameConfig withIdleTimeout(Duration timeout) {
    return new FrameConfig(
        maxHeadBytes,
        maxBodyBytes,
        maxQueuedBytes,
        writableBytes,
        maxConnections,
        handshakeTimeout,
        timeout);
  }

  /** The same with other bounds of what is queued for a peer. */
  public FrameConfig withQueue(long newWritableBytes, long newMaxQueuedBytes) {
    return new FrameConfig(
        maxHeadBytes,
        maxBodyBytes,
        newMaxQueuedBytes,
        newWritableBytes,
        maxConnections,
        handshakeTimeout,
        idleTimeout);
  }

  /** The same with another bound of connections. */
  public FrameConfig withMaxConnections(int connections) {
    return new FrameConfig(
        maxHeadBytes,
        maxBodyBytes,
        maxQueuedBytes,
        writableBytes,
        connections,
        handshakeTimeout,
        idleTimeout);
  }
}
