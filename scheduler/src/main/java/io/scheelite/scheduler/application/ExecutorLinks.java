package io.scheelite.scheduler.application;

import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.event.Standstill;
import io.scheelite.scheduler.message.ExecutorInfo;
import io.scheelite.scheduler.message.Message;
import io.scheelite.scheduler.message.TaskId;
import io.scheelite.scheduler.message.TaskOutcome;
import io.scheelite.scheduler.network.Connection;
import io.scheelite.scheduler.network.ConnectionHandler;
import io.scheelite.scheduler.network.Network;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of an application to the executors that the master named: opened again when they
 * are lost, as long as the master has not said that the executor is gone. Used on the loop.
 */
final class ExecutorLinks {
  private static final System.Logger LOG = System.getLogger(ExecutorLinks.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Told on the loop. */
  interface Listener {
    /** The executor takes tasks over this connection. */
    void ready(ExecutorInfo executor, Connection connection);

    /** It takes no more tasks, and those it had are lost. */
    void lost(String executor, String reason);

    void taskEnded(TaskId task, TaskOutcome outcome);
  }

  private static final class Link {
    final ExecutorInfo info;
    @Nullable Connection connection;
    boolean ready;
    boolean gone;
    long lastHeard;

    Link(ExecutorInfo info) {
      this.info = info;
    }
  }

  private final String application;
  private final EventLoop loop;
  private final Network network;
  private final Duration silence;
  private final Listener listener;
  private final Standstill standstill;
  private final Map<String, Link> links = new LinkedHashMap<>();
  private boolean closed;

  /**
   * @param silence an executor that is not heard of for so long is taken for dead
   */
  ExecutorLinks(
      String application, EventLoop loop, Network network, Duration silence, Listener listener) {
    this.application = application;
    this.loop = loop;
    this.network = network;
    this.silence = silence;
    this.listener = listener;
    this.standstill = new Standstill(PAUSE, loop.nanoTime());
    var _ = loop.every(PAUSE, this::checkSilence);
  }

  /** The master has named it. */
  void add(ExecutorInfo info) {
    Link before = links.get(info.id());
    if (before != null && before.info.equals(info)) {
      return;
    }
    remove(info.id(), "it registered again");
    Link link = new Link(info);
    links.put(info.id(), link);
    connect(link);
  }

  /**
   * The application is registered again after its connection to the master was lost: of changes in
   * between it has not heard.
   *
   * @param known false if the cluster has deleted what the application had: it presents itself anew
   */
  void returned(List<ExecutorInfo> executors, boolean known) {
    for (String id : List.copyOf(links.keySet())) {
      if (!known) {
        remove(id, "the application was taken for dead");
      } else if (executors.stream().noneMatch(each -> each.id().equals(id))) {
        remove(id, "the master has it no more");
      }
    }
    executors.forEach(this::add);
  }

  /** How many the master has named that are not gone, whether they can be reached or not. */
  int size() {
    return links.size();
  }

  /** The master says that it is gone. */
  void remove(String executor, String reason) {
    Link link = links.remove(executor);
    if (link == null) {
      return;
    }
    link.gone = true;
    lost(link, reason);
    if (link.connection != null) {
      link.connection.close(reason);
    }
  }

  private void lost(Link link, String reason) {
    if (link.ready) {
      link.ready = false;
      Level level = closed ? Level.DEBUG : Level.INFO;
      LOG.log(level, "executor is lost: id={0} reason={1}", link.info.id(), reason);
      listener.lost(link.info.id(), reason);
    }
  }

  private void connect(Link link) {
    if (!closed && !link.gone) {
      network.connect(link.info.host(), link.info.port(), new Handler(link));
    }
  }

  private final class Handler implements ConnectionHandler {
    private final Link link;

    Handler(Link link) {
      this.link = link;
    }

    @Override
    public void opened(Connection connection) {
      if (closed || link.gone) {
        connection.close("not wanted any more");
        return;
      }
      link.connection = connection;
      link.lastHeard = loop.nanoTime();
      connection.send(new Message.AttachApplication(application));
    }

    @Override
    public void received(Connection connection, Message message) {
      link.lastHeard = loop.nanoTime();
      if (link.gone) {
        return;
      }
      switch (message) {
        case Message.ExecutorReady _ -> {
          link.ready = true;
          listener.ready(link.info, connection);
        }
        case Message.TaskEnded(TaskId task, TaskOutcome outcome) ->
            listener.taskEnded(task, outcome);
        case Message.TaskHeartbeat _ -> {}
        case Message.Refused refused -> {
          LOG.log(
              Level.WARNING,
              "executor refuses: id={0} reason={1}",
              link.info.id(),
              refused.failure().message());
          connection.close("refused"); // and tried again: its shuffle service may be away
        }
        default -> connection.close("unexpected message");
      }
    }

    @Override
    public void closed(Connection connection, String reason) {
      if (link.connection == connection) {
        link.connection = null;
        lost(link, reason);
        var _ = loop.schedule(PAUSE, () -> connect(link));
      }
    }

    @Override
    public void failed(ScheeliteException reason) {
      LOG.log(
          Level.DEBUG,
          "executor cannot be reached: id={0} reason={1}",
          link.info.id(),
          reason.getMessage());
      var _ = loop.schedule(PAUSE, () -> connect(link));
    }
  }

  private void checkSilence() {
    long now = loop.nanoTime();
    if (standstill.isOver(now)) {
      links.values().forEach(link -> link.lastHeard = now);
      return;
    }
    for (Link link : List.copyOf(links.values())) {
      Connection connection = link.connection;
      if (connection != null && now - link.lastHeard > silence.toNanos()) {
        lost(link, "no heartbeat");
        connection.close("no heartbeat");
      }
    }
  }

  /** Closes all connections; executors then cancel what they run for the application. */
  void close() {
    closed = true;
    for (Link link : links.values()) {
      if (link.connection != null) {
        link.connection.close("application ended");
      }
    }
  }
}
