package io.scheelite.scheduler.network;

import io.scheelite.scheduler.message.Message;

/** An open connection to a peer that has proved to know the secret. Used on its event loop. */
public interface Connection {
  /**
   * Sends a message, after those sent before. Returns at once; lost without a word when the
   * connection ends before it arrives.
   */
  void send(Message message);

  /**
   * Ends the connection, after what was sent before has left. The own handler is told as well,
   * later on the loop. Idempotent.
   *
   * @param reason for the log
   */
  void close(String reason);

  /** Who is on the other side, for messages to people: {@code host:port}. */
  String remote();
}
