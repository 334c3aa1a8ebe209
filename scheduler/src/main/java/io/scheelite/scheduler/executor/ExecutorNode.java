package io.scheelite.scheduler.executor;

import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.fault.FaultSite;
import io.scheelite.scheduler.fault.Faults;
import io.scheelite.scheduler.launch.MasterLink;
import io.scheelite.scheduler.message.ExecutorInfo;
import io.scheelite.scheduler.message.Message;
import io.scheelite.scheduler.message.TaskDescription;
import io.scheelite.scheduler.message.TaskId;
import io.scheelite.scheduler.message.TaskOutcome;
import io.scheelite.scheduler.message.TaskProgress;
import io.scheelite.scheduler.message.WireFailure;
import io.scheelite.scheduler.network.Connection;
import io.scheelite.scheduler.network.ConnectionHandler;
import io.scheelite.scheduler.network.Network;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The logic of an executor: a state machine on one event loop.
 *
 * <p>Applications connect to it and send tasks; a connection that closes takes its tasks with it.
 * The master is told that the executor lives; without a master it goes on all the same.
 */
public final class ExecutorNode {
  private static final System.Logger LOG = System.getLogger(ExecutorNode.class.getName());
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  /** An application whose connection broke comes back within this time, if it lives. */
  private static final Duration RETURN_TIME = Duration.ofSeconds(3);

  /** What the executor asks of the process around it, on the loop. */
  public interface Owner {
    /** The executor has presented itself to the master for the first time. */
    void registered(ExecutorInfo self);

    /**
     * An application presents itself: its outputs are to be served from now on.
     *
     * @return completed when it may send tasks
     */
    CompletableFuture<Void> attach(String application);

    /** An application has gone, and none of its tasks runs here any more. */
    void applicationGone(String application);

    /** No task runs any more; the process may end. */
    void stopped();
  }

  /** What is connected: one application. */
  private static final class Client {
    final Map<TaskId, TaskRunner.RunningTask> tasks = new LinkedHashMap<>();
    final Set<String> applications = new HashSet<>();
    boolean gone;
  }

  private final EventLoop loop;
  private final Network network;
  private final Faults faults;
  private final TaskRunner runner;
  private final Owner owner;
  private final ExecutorInfo template;
  private final MasterLink link;
  private final IdentityHashMap<Connection, Client> clients = new IdentityHashMap<>();
  private ExecutorInfo self;
  private int numTasks;
  private boolean registered;
  private boolean draining;
  private boolean stopping;

  /**
   * @param template what is told of this executor, but for the port
   */
  public ExecutorNode(
      ExecutorInfo template,
      ServiceAddress master,
      EventLoop loop,
      Network network,
      TaskRunner runner,
      Faults faults,
      Owner owner) {
    this.template = template;
    this.self = template;
    this.loop = loop;
    this.network = network;
    this.runner = runner;
    this.faults = faults;
    this.owner = owner;
    this.link = new MasterLink(master, loop, network, new Master());
  }

  /** Listens, and presents itself to the master. */
  public void start() {
    Network.Listener listener = network.listen(new Applications());
    self =
        new ExecutorInfo(
            template.id(),
            template.worker(),
            listener.host(),
            listener.port(),
            template.pid(),
            template.cores(),
            template.memoryBytes(),
            template.shuffleService());
    LOG.log(Level.INFO, "executor listens: {0}", self);
    link.open();
    var _ = loop.schedule(HEARTBEAT, this::heartbeat);
  }

  private final class Master implements MasterLink.Listener {
    @Override
    public void connected(Connection connection) {
      connection.send(new Message.RegisterExecutor(self));
      if (!registered) {
        registered = true;
        owner.registered(self);
      }
    }

    @Override
    public void received(Connection connection, Message message) {
      if (message instanceof Message.Refused refused) {
        LOG.log(Level.ERROR, "master refuses this executor: {0}", refused.failure().message());
        stop();
      } else {
        link.unexpected(message);
      }
    }
  }

  private void heartbeat() {
    if (stopping) {
      return;
    }
    // a delay asked for by a fault makes the executor late, as if it hung
    var _ =
        loop.schedule(
            faults.fire(FaultSite.heartbeat()),
            () -> {
              link.send(new Message.ExecutorHeartbeat(self.id()));
              clients.forEach(this::heartbeat);
              var _ = loop.schedule(HEARTBEAT, this::heartbeat);
            });
  }

  private void heartbeat(Connection connection, Client client) {
    List<TaskProgress> tasks =
        client.tasks.values().stream().map(TaskRunner.RunningTask::progress).toList();
    connection.send(new Message.TaskHeartbeat(self.id(), tasks));
  }

  // ---------------------------------------------------------------- applications

  private final class Applications implements ConnectionHandler {
    @Override
    public void opened(Connection connection) {
      if (stopping) {
        connection.close("executor ends");
        return;
      }
      clients.put(connection, new Client());
    }

    @Override
    public void received(Connection connection, Message message) {
      Client client = clients.get(connection);
      if (client == null) {
        return;
      }
      switch (message) {
        case Message.AttachApplication(String application) ->
            attach(connection, client, application);
        case Message.LaunchTask(TaskDescription task) -> launch(connection, client, task);
        case Message.CancelTask(TaskId task) -> cancel(client, task);
        default -> {
          String type = message.getClass().getSimpleName();
          LOG.log(
              Level.WARNING, "unexpected message: type={0} remote={1}", type, connection.remote());
          connection.close("unexpected message: type=" + type);
        }
      }
    }

    @Override
    public void closed(Connection connection, String reason) {
      Client client = clients.remove(connection);
      if (client == null) {
        return;
      }
      client.gone = true;
      if (!client.tasks.isEmpty()) {
        LOG.log(
            Level.WARNING,
            "application has gone, its tasks are cancelled: tasks={0} reason={1}",
            client.tasks.size(),
            reason);
      }
      List.copyOf(client.tasks.values()).forEach(TaskRunner.RunningTask::cancel);
      forgetIfIdle(client);
    }
  }

  private void attach(Connection connection, Client client, String application) {
    client.applications.add(application);
    var _ =
        owner
            .attach(application)
            .whenComplete(
                (done, thrown) -> loop.execute(() -> connection.send(answer(application, thrown))));
  }

  private Message answer(String application, @Nullable Throwable thrown) {
    if (thrown == null) {
      return new Message.ExecutorReady(self.id());
    }
    LOG.log(Level.WARNING, "application cannot be attached: id=" + application, thrown);
    return new Message.Refused(
        WireFailure.of(
            thrown instanceof CompletionException && thrown.getCause() != null
                ? thrown.getCause()
                : thrown));
  }

  private void launch(Connection connection, Client client, TaskDescription task) {
    if (stopping) {
      connection.send(new Message.TaskEnded(task.id(), new TaskOutcome.Cancelled()));
      return;
    }
    LOG.log(Level.INFO, "task starts: {0}", task.id());
    TaskRunner.RunningTask running = runner.start(task);
    client.tasks.put(task.id(), running);
    numTasks++;
    var _ =
        running
            .ended()
            .thenAccept(
                outcome -> loop.execute(() -> ended(connection, client, task.id(), outcome)));
  }

  private static void cancel(Client client, TaskId task) {
    TaskRunner.RunningTask running = client.tasks.get(task);
    if (running != null) {
      running.cancel();
    }
  }

  private void ended(Connection connection, Client client, TaskId id, TaskOutcome outcome) {
    LOG.log(Level.INFO, "task has ended: {0} outcome={1}", id, outcome.getClass().getSimpleName());
    client.tasks.remove(id);
    numTasks--;
    if (!client.gone) {
      connection.send(new Message.TaskEnded(id, outcome.from(self.id())));
    }
    forgetIfIdle(client);
    stopIfIdle();
  }

  private void forgetIfIdle(Client client) {
    if (!client.gone || !client.tasks.isEmpty()) {
      return;
    }
    Set<String> applications = Set.copyOf(client.applications);
    client.applications.clear();
    if (draining && clients.isEmpty()) {
      applications.forEach(owner::applicationGone);
      stop();
    } else if (!applications.isEmpty()) {
      var _ = loop.schedule(RETURN_TIME, () -> applications.forEach(this::forgetUnlessBack));
    }
  }

  /** Outputs of an application that lives are not only this executor's to delete. */
  private void forgetUnlessBack(String application) {
    boolean back =
        clients.values().stream().anyMatch(client -> client.applications.contains(application));
    if (!back && !stopping) {
      owner.applicationGone(application);
    }
  }

  // ---------------------------------------------------------------- end

  /** Ends as soon as no application is connected. */
  public void drain() {
    draining = true;
    if (clients.isEmpty() && numTasks == 0) {
      stop();
    }
  }

  /** Cancels all tasks; {@link Owner#stopped} follows when they have ended. Idempotent. */
  public void stop() {
    if (stopping) {
      return;
    }
    stopping = true;
    LOG.log(Level.INFO, "executor ends");
    link.close("executor ends");
    // whoever is connected is not to send the cancelled tasks here again
    clients.forEach(
        (connection, client) -> {
          List.copyOf(client.tasks.values()).forEach(TaskRunner.RunningTask::cancel);
          connection.close("executor ends");
        });
    stopIfIdle();
  }

  private void stopIfIdle() {
    if (stopping && numTasks == 0) {
      owner.stopped();
    }
  }
}
