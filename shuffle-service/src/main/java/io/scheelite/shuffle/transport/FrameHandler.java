package io.scheelite.shuffle.transport;

import java.nio.ByteBuffer;

/**
 * What one end of a connection does with frames. Called on the connection's loop only, never waits.
 * An exception closes the connection.
 */
public interface FrameHandler {
  /** Both ends have proved to know the secret; frames may be sent. Called first. */
  default void opened(FrameConnection connection) {}

  /**
   * A frame's head, checked against its checksum. If it has a body, that follows in {@link #body}
   * before the next frame.
   *
   * @param head lent for the call
   * @param bodyBytes length of the body; 0 = none
   */
  void frame(FrameConnection connection, ByteBuffer head, int bodyBytes);

  /**
   * Part of a body, as it arrived: bodies are not collected here, and carry no checksum.
   *
   * @param piece lent for the call, not empty
   * @param remainingBytes how much of this body is still to come
   */
  default void body(FrameConnection connection, ByteBuffer piece, int remainingBytes) {}

  /** {@link FrameConnection#writable} is true again. */
  default void writable(FrameConnection connection) {}

  /** The connection that was opened is closed. Called last, once. */
  void closed(FrameConnection connection, TransportException reason);
}
