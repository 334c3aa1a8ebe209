package io.scheelite.shuffle.service;

import io.scheelite.shuffle.protocol.FetchRequest;
import io.scheelite.shuffle.store.ShuffleStore;
import io.scheelite.shuffle.transport.FrameConfig;
import io.scheelite.shuffle.transport.FrameServer;
import io.scheelite.shuffle.transport.ServiceAddress;
import io.scheelite.shuffle.transport.SharedSecret;
import io.scheelite.shuffle.transport.TransportLoops;
import java.util.SortedMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Serves map outputs of a store to whoever knows the secret.
 *
 * <p>Data leaves on the data lane, as parts of files that the system sends by itself where it can;
 * what a connection may have under way is bounded, and one that does not read is not read from. The
 * threads of that lane may wait for the disk; those of the control lane never do, so that the
 * service answers however busy it is.
 */
public final class ShuffleServer implements AutoCloseable {
  private final FrameServer server;
  private final ShuffleStore store;

  private ShuffleServer(FrameServer server, ShuffleStore store) {
    this.server = server;
    this.store = store;
  }

  /**
   * Begins to serve.
   *
   * @param loops with threads of their own for the data lane
   * @param port 0 = a free one
   * @param storeExecutor where registrations and removals wait for the disk; one thread is enough
   * @throws io.scheelite.shuffle.transport.TransportException if the port is taken
   */
  public static ShuffleServer start(
      TransportLoops loops,
      FrameConfig config,
      SharedSecret secret,
      int port,
      ShuffleStore store,
      Executor storeExecutor) {
    return start(loops, config, secret, port, new Sources(store, storeExecutor, piece -> {}));
  }

  /**
   * What is served, and what happens on the way.
   *
   * @param storeExecutor where registrations and removals wait for the disk
   * @param beforeFetch runs before each piece is looked for, on a thread that may wait
   */
  public record Sources(
      ShuffleStore store, Executor storeExecutor, Consumer<FetchRequest> beforeFetch) {}

  /** As the other one, with somebody who is told of each fetch. */
  public static ShuffleServer start(
      TransportLoops loops, FrameConfig config, SharedSecret secret, int port, Sources sources) {
    ShuffleStore store = sources.store();
    FrameServer server =
        FrameServer.bind(
            loops,
            config,
            secret,
            port,
            (lane, remote) ->
                switch (lane) {
                  case CONTROL -> new ControlHandler(store, sources.storeExecutor());
                  case DATA -> new DataHandler(store, sources.beforeFetch());
                });
    return new ShuffleServer(server, store);
  }

  public ServiceAddress address() {
    return server.address();
  }

  /** What the store has done, and how many connections there are, by name. */
  public SortedMap<String, Long> counters() {
    SortedMap<String, Long> counters = store.counters();
    counters.put("connections", (long) server.numConnections());
    return counters;
  }

  /** Gives up the port and closes all connections; the store goes on. */
  @Override
  public void close() {
    server.close();
  }
}
