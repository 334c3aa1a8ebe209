package io.scheelite.scheduler.network;

import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.message.Message;

/**
 * What happens to a connection. Calls come on the event loop, in this order: {@link #opened} once,
 * {@link #received} for each message, {@link #closed} once; or {@link #failed} alone.
 */
public interface ConnectionHandler {
  /** The connection stands; messages may be sent. */
  void opened(Connection connection);

  void received(Connection connection, Message message);

  /** Either side ended it, or it broke. What was sent and not answered may or may not be known. */
  void closed(Connection connection, String reason);

  /** An attempt to connect has failed: nobody there, wrong secret, no answer in time. */
  default void failed(ScheeliteException reason) {}
}
