package io.scheelite.shuffle.client;

import io.scheelite.shuffle.protocol.FetchRequest;
import io.scheelite.shuffle.protocol.Request;
import io.scheelite.shuffle.transport.FrameClient;
import io.scheelite.shuffle.transport.Lane;
import io.scheelite.shuffle.transport.ServiceAddress;
import io.scheelite.shuffle.transport.TransportException;
import java.util.concurrent.CompletableFuture;

/**
 * Fetches over the network: one connection per service, shared by all that this process fetches
 * from it. Bytes go from the connection's buffer straight to where they are wanted.
 */
public final class NetworkShuffleTransport implements ShuffleTransport, AutoCloseable {
  private final ServiceConnections connections;

  /**
   * A transport without connections so far.
   *
   * @param client with the bounds of {@link io.scheelite.shuffle.transport.FrameConfig#shuffle}
   */
  public NetworkShuffleTransport(FrameClient client) {
    this.connections = new ServiceConnections(client, Lane.DATA);
  }

  @Override
  public CompletableFuture<Void> fetch(
      ServiceAddress service, FetchRequest request, FetchTarget target) {
    try {
      return connections
          .to(service)
          .request(new Request.Fetch(request), request.length(), target)
          .thenAccept(data -> {});
    } catch (TransportException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void abandon(ServiceAddress service, String reason) {
    connections.abandon(service, reason);
  }

  /** Closes all connections: fetches under way fail. */
  @Override
  public void close() {
    connections.close();
  }
}
