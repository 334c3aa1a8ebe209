package io.scheelite.scheduler.application;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.launch.ClusterException;
import io.scheelite.scheduler.message.Message;
import io.scheelite.scheduler.network.Connection;
import io.scheelite.scheduler.network.ConnectionHandler;
import io.scheelite.scheduler.network.Network;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The connection of an application to the master. The first one must succeed; one that is lost
 * later is opened again and again, and the application presents itself with the id it has. Used on
 * the loop.
 */
final class ApplicationLink {
  private static final System.Logger LOG = System.getLogger(ApplicationLink.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Told on the loop. */
  interface Listener {
    /** The master takes the application, for the first time or again. */
    void registered(Message.ApplicationRegistered answer);

    /** The master tells of a change. */
    void received(Message message);

    /** The connection is lost; told once, until there is another. */
    void lost();

    /**
     * There is no connection, or the master does not take the application: there is no other try.
     */
    void refused(ScheeliteException reason);
  }

  private final String name;
  private final ServiceAddress master;
  private final EventLoop loop;
  private final Network network;
  private final Listener listener;
  private @Nullable Connection current;
  private String application = "";
  private boolean closed;
  private boolean logged;

  /**
   * @param name of the application, for people
   */
  ApplicationLink(
      String name, ServiceAddress master, EventLoop loop, Network network, Listener listener) {
    this.name = name;
    this.master = master;
    this.loop = loop;
    this.network = network;
    this.listener = listener;
  }

  /** Connects and registers. */
  void open() {
    if (!closed) {
      network.connect(master.host(), master.port(), new Handler());
    }
  }

  /** Ends the connection for good; the master deletes what the application has left. Idempotent. */
  void close() {
    closed = true;
    if (current != null) {
      current.send(new Message.UnregisterApplication(application));
      current.close("application ended");
    }
  }

  private final class Handler implements ConnectionHandler {
    @Override
    public void opened(Connection connection) {
      if (closed) {
        connection.close("application ended");
        return;
      }
      current = connection;
      long pid = ProcessHandle.current().pid();
      connection.send(new Message.RegisterApplication(name, pid, application));
    }

    @Override
    public void received(Connection connection, Message message) {
      switch (message) {
        case Message.ApplicationRegistered answer -> {
          application = answer.application();
          logged = false;
          listener.registered(answer);
        }
        case Message.Refused refused -> {
          closed = true;
          listener.refused(refused.failure().toException());
        }
        case Message.Stopping _ -> {
          closed = true;
          listener.received(message);
        }
        case Message.ExecutorAdded _, Message.ExecutorLost _, Message.ShuffleServiceLost _ ->
            listener.received(message);
        default -> connection.close("unexpected message");
      }
    }

    @Override
    public void closed(Connection connection, String reason) {
      if (current == connection) {
        current = null;
      }
      lost(unreachable(reason, null));
    }

    @Override
    public void failed(ScheeliteException reason) {
      lost(
          reason.code() == ErrorCode.AUTHENTICATION_FAILED
              ? reason
              : unreachable(String.valueOf(reason.getMessage()), reason));
    }
  }

  private ScheeliteException unreachable(String reason, @Nullable Throwable cause) {
    return new ClusterException(
        ErrorCode.WORKER_LOST,
        "no master answers, is the cluster running? master=" + master + " reason=" + reason,
        cause);
  }

  private void lost(ScheeliteException reason) {
    if (closed) {
      return;
    }
    if (application.isEmpty()) {
      closed = true;
      listener.refused(reason);
      return;
    }
    if (!logged) { // once per loss, not once per attempt
      logged = true;
      LOG.log(
          Level.WARNING,
          "master is lost, the application goes on with the executors it has: {0}",
          reason.getMessage());
      listener.lost();
    }
    var _ = loop.schedule(PAUSE, this::open);
  }
}
