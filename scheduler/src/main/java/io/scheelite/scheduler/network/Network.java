package io.scheelite.scheduler.network;

/**
 * One process's door to the others. Made for one event loop, on which all callbacks run; its
 * methods are called there too.
 */
public interface Network extends AutoCloseable {
  /**
   * Listens on a free port of the loopback interface.
   *
   * @param handler told of each connection that a peer opens
   * @throws io.scheelite.memory.ScheeliteException if no port can be had
   */
  Listener listen(ConnectionHandler handler);

  /**
   * Opens a connection; returns at once. Ends in {@link ConnectionHandler#opened} or in {@link
   * ConnectionHandler#failed}.
   */
  void connect(String host, int port, ConnectionHandler handler);

  /** Closes all listeners and connections. Handlers are not called any more. Idempotent. */
  @Override
  void close();

  /** A port on which peers may connect. */
  interface Listener extends AutoCloseable {
    String host();

    int port();

    /** Takes no more connections; those that are open stay. Idempotent. */
    @Override
    void close();
  }
}
