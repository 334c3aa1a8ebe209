package io.scheelite.shuffle.transport;

import java.util.concurrent.Executor;

/**
 * A connection whose two ends have proved to know the secret. All methods work from any thread.
 *
 * <p>Frames arrive in the order in which one thread sent them, whole or not at all; a frame is lost
 * without notice when the connection closes before it left, and both ends hear of that through
 * {@link FrameHandler#closed}.
 */
public interface FrameConnection {
  /**
   * Sends a frame without body. Does nothing on a closed connection.
   *
   * @param head owned by the connection from here on
   * @throws IllegalArgumentException if it is larger than the bound: the caller's bug
   */
  void send(byte[] head);

  /** Sends a frame whose body is part of a file. The body is released in any case. */
  void send(byte[] head, FileBody body);

  /**
   * Whether the peer keeps up. Who goes on sending while this is false is stopped at the bound of
   * the queue: the connection is closed. {@link FrameHandler#writable} tells when it is true again.
   */
  boolean writable();

  /** Bytes sent by callers that have not left yet. */
  long queuedBytes();

  /** Stops reading from the peer, or goes on: what holds back a peer that asks too much. */
  void reading(boolean on);

  /** Closes without waiting for frames under way. Idempotent. */
  void close(String reason);

  /** Closes after the frames sent so far have left. Idempotent. */
  void closeAfterSending(String reason);

  boolean isOpen();

  /** The peer's address and port, for messages. */
  String remote();

  /** Runs tasks on the thread that calls the handler. */
  Executor loop();
}
