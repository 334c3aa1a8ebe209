package io.scheelite.shuffle.client;

import io.scheelite.shuffle.protocol.FetchRequest;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.util.concurrent.CompletableFuture;

/**
 * How stored bytes get from a shuffle service into this process. Neither retries nor waits: that is
 * the business of the {@link ShuffleClient}. Thread-safe; called from any thread, and completes
 * futures on any.
 */
public interface ShuffleTransport {
  /**
   * Fetches a piece of an output.
   *
   * @return completed when all of it was written to the target; or with a {@link
   *     io.scheelite.shuffle.transport.TransportException} if no connection could be had or it was
   *     lost, or with a {@link io.scheelite.shuffle.ShuffleException} if the service refused
   */
  CompletableFuture<Void> fetch(ServiceAddress service, FetchRequest request, FetchTarget target);

  /**
   * The service does not answer: fetches under way fail, and the next one uses another connection.
   */
  void abandon(ServiceAddress service, String reason);
}
