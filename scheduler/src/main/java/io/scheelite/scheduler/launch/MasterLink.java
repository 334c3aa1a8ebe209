package io.scheelite.scheduler.launch;

import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.message.Message;
import io.scheelite.scheduler.network.Connection;
import io.scheelite.scheduler.network.ConnectionHandler;
import io.scheelite.scheduler.network.Network;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a worker or an executor to the master: opened again whenever it is lost, until
 * it is closed. Used on the loop.
 */
public final class MasterLink {
  private static final System.Logger LOG = System.getLogger(MasterLink.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Told on the loop. */
  public interface Listener {
    /** A connection stands, the first one or another: register. */
    void connected(Connection connection);

    void received(Connection connection, Message message);

    /** The connection is lost, or could not be opened; the next attempt follows. */
    default void lost(String reason) {}
  }

  private final ServiceAddress master;
  private final EventLoop loop;
  private final Network network;
  private final Listener listener;
  private @Nullable Connection current;
  private boolean closed;
  private boolean logged;

  public MasterLink(ServiceAddress master, EventLoop loop, Network network, Listener listener) {
    this.master = master;
    this.loop = loop;
    this.network = network;
    this.listener = listener;
  }

  /** Connects, again and again if need be. */
  public void open() {
    if (!closed) {
      network.connect(master.host(), master.port(), new Handler());
    }
  }

  /** Sends if there is a connection; else the message is lost, as it might be on its way. */
  public void send(Message message) {
    if (current != null) {
      current.send(message);
    }
  }

  /** Whether a connection stands. */
  public boolean isConnected() {
    return current != null;
  }

  /** Ends the connection because the master said what makes no sense here. */
  public void unexpected(Message message) {
    LOG.log(
        Level.WARNING,
        "unexpected message of the master: type={0}",
        message.getClass().getSimpleName());
    if (current != null) {
      current.close("unexpected message");
    }
  }

  /** Ends it for good. Idempotent. */
  public void close(String reason) {
    closed = true;
    if (current != null) {
      current.close(reason);
    }
  }

  private final class Handler implements ConnectionHandler {
    @Override
    public void opened(Connection connection) {
      logged = false;
      if (closed) {
        connection.close("ends");
        return;
      }
      current = connection;
      listener.connected(connection);
    }

    @Override
    public void received(Connection connection, Message message) {
      if (!closed) {
        listener.received(connection, message);
      }
    }

    @Override
    public void closed(Connection connection, String reason) {
      if (current == connection) {
        current = null;
      }
      again(reason);
    }

    @Override
    public void failed(ScheeliteException reason) {
      again(String.valueOf(reason.getMessage()));
    }
  }

  private void again(String reason) {
    if (closed) {
      return;
    }
    if (!logged) { // once per loss, not once per attempt
      logged = true;
      LOG.log(Level.WARNING, "no connection to the master: master={0} reason={1}", master, reason);
    }
    listener.lost(reason);
    var _ = loop.schedule(PAUSE, this::open);
  }
}
