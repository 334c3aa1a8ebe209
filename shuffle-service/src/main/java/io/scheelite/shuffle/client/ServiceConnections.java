package io.scheelite.shuffle.client;

import io.scheelite.shuffle.transport.FrameClient;
import io.scheelite.shuffle.transport.Lane;
import io.scheelite.shuffle.transport.ServiceAddress;
import io.scheelite.shuffle.transport.TransportException;
import io.scheelite.shuffle.transport.TransportException.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One connection per service, opened when it is needed, again after it failed. Thread-safe. */
final class ServiceConnections implements AutoCloseable {
  private final FrameClient client;
  private final Lane lane;
  private final Map<ServiceAddress, ServiceConnection> connections = new HashMap<>();
  private boolean closed;

  ServiceConnections(FrameClient client, Lane lane) {
    this.client = client;
    this.lane = lane;
  }

  /**
   * A connection that has not failed yet, as far as is known.
   *
   * @throws TransportException of kind CLOSED after {@link #close}
   */
  synchronized ServiceConnection to(ServiceAddress service) {
    if (closed) {
      throw new TransportException(Kind.CLOSED, "connections are closed: service=" + service);
    }
    ServiceConnection connection = connections.get(service);
    if (connection == null || connection.failed()) {
      connection = ServiceConnection.open(client, service, lane);
      connections.put(service, connection);
    }
    return connection;
  }

  /** Whether there is a connection that has not failed, as far as is known. */
  synchronized boolean has(ServiceAddress service) {
    ServiceConnection connection = connections.get(service);
    return connection != null && !connection.failed();
  }

  /** Closes the connection there is, if any. */
  void abandon(ServiceAddress service, String reason) {
    ServiceConnection connection;
    synchronized (this) {
      connection = connections.remove(service);
    }
    if (connection != null) {
      connection.close(
          new TransportException(
              Kind.TIMEOUT, "connection was given up, " + reason + ": service=" + service));
    }
  }

  @Override
  public void close() {
    List<ServiceConnection> open;
    synchronized (this) {
      closed = true;
      open = List.copyOf(connections.values());
      connections.clear();
    }
    for (ServiceConnection connection : open) {
      connection.close(new TransportException(Kind.CLOSED, "connections are closed"));
    }
  }
}
