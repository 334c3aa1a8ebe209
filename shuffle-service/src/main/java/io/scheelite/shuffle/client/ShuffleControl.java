package io.scheelite.shuffle.client;

import io.scheelite.memory.WaitClock;
import io.scheelite.shuffle.protocol.Reply;
import io.scheelite.shuffle.protocol.Request;
import io.scheelite.shuffle.transport.FrameClient;
import io.scheelite.shuffle.transport.Lane;
import io.scheelite.shuffle.transport.ServiceAddress;
import io.scheelite.shuffle.transport.TransportException;
import io.scheelite.shuffle.transport.TransportException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Tells shuffle services what to serve and what to forget, over connections of their own. Every
 * call is one attempt: it fails with a {@link TransportException} if the service cannot be reached
 * or does not answer in time, with a {@link io.scheelite.shuffle.ShuffleException} if it refuses.
 * All calls may be repeated: the second time nothing changes. Thread-safe.
 */
public final class ShuffleControl implements AutoCloseable {
  private final ServiceConnections connections;
  private final WaitClock clock;
  private final Duration timeout;

  /**
   * Without connections so far.
   *
   * @param timeout how long a service may take to answer
   */
  public ShuffleControl(FrameClient client, WaitClock clock, Duration timeout) {
    this.connections = new ServiceConnections(client, Lane.CONTROL);
    this.clock = clock;
    this.timeout = timeout;
  }

  /** From here on the service serves what the application has written under the folder. */
  public CompletableFuture<Void> register(
      ServiceAddress service, String application, String executor, Path folder) {
    return done(
        service, new Request.Register(application, executor, folder.toAbsolutePath().toString()));
  }

  /** Has the service forget the application and delete its files. */
  public CompletableFuture<Void> remove(ServiceAddress service, String application) {
    return done(service, new Request.Remove(application));
  }

  /**
   * Has the service delete the outputs of some exchanges.
   *
   * @param firstShuffle the lowest number
   * @param numShuffles how many numbers from there on
   */
  public CompletableFuture<Void> removeShuffles(
      ServiceAddress service, String application, int firstShuffle, int numShuffles) {
    return done(service, new Request.RemoveShuffles(application, firstShuffle, numShuffles));
  }

  /** Completes if the service is alive. */
  public CompletableFuture<Void> ping(ServiceAddress service) {
    return done(service, new Request.Ping());
  }

  /** What the service has done so far, by name. */
  public CompletableFuture<SortedMap<String, Long>> status(ServiceAddress service) {
    return request(service, new Request.Status())
        .thenApply(
            reply ->
                reply instanceof Reply.Counters counters ? counters.values() : new TreeMap<>());
  }

  private CompletableFuture<Void> done(ServiceAddress service, Request request) {
    return request(service, request).thenAccept(reply -> {});
  }

  private CompletableFuture<Reply> request(ServiceAddress service, Request request) {
    boolean reused = connections.has(service);
    return attempt(service, request)
        .exceptionallyCompose(
            failed ->
                // a connection nobody has used for long may be closing just now
                reused
                        && ServiceConnection.unwrap(failed) instanceof TransportException e
                        && e.kind() == Kind.LOST
                    ? attempt(service, request)
                    : CompletableFuture.failedFuture(failed));
  }

  private CompletableFuture<Reply> attempt(ServiceAddress service, Request request) {
    CompletableFuture<Reply> reply;
    try {
      reply = connections.to(service).request(request);
    } catch (TransportException e) {
      return CompletableFuture.failedFuture(e);
    }
    Runnable cancelTimer =
        clock.after(
            timeout.toNanos(),
            () ->
                reply.completeExceptionally(
                    new TransportException(
                        Kind.TIMEOUT,
                        "shuffle service does not answer: service="
                            + service
                            + " request="
                            + request.kind())));
    return reply.whenComplete(
        (done, failed) -> {
          cancelTimer.run();
          if (failed instanceof TransportException e && e.kind() == Kind.TIMEOUT) {
            connections.abandon(service, "no answer to " + request.kind());
          }
        });
  }

  /** Closes all connections: calls under way fail. */
  @Override
  public void close() {
    connections.close();
  }
}
