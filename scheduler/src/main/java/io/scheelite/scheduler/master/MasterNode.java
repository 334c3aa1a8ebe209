package io.scheelite.scheduler.master;

import io.scheelite.memory.ErrorCode;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.event.Standstill;
import io.scheelite.scheduler.fault.FaultSite;
import io.scheelite.scheduler.fault.Faults;
import io.scheelite.scheduler.launch.ProcessLauncher;
import io.scheelite.scheduler.message.ExecutorInfo;
import io.scheelite.scheduler.message.Message;
import io.scheelite.scheduler.message.WireFailure;
import io.scheelite.scheduler.network.Connection;
import io.scheelite.scheduler.network.ConnectionHandler;
import io.scheelite.scheduler.network.Network;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The logic of a master: a state machine on one event loop.
 *
 * <p>Whoever connects says first who he is: a worker, an executor, an application or somebody with
 * a question; what does not fit that ends his connection and nothing else.
 */
public final class MasterNode {
  private static final System.Logger LOG = System.getLogger(MasterNode.class.getName());
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

  /** An application whose connection broke comes back within this time, if it lives. */
  private static final Duration RETURN_TIME = Duration.ofSeconds(3);

  /** What the master asks of the process around it, on the loop. */
  public interface Owner {
    /** As many executors as wanted are available, for the first time. */
    void complete();

    /** What an application's process may have left is to be deleted. */
    void sweepApplications();

    /** Which faults on demand have fired, one line each. */
    List<String> firedFaults();

    /** Everything has ended; the process may. */
    void stopped();
  }

  /** Who is at the other end of a connection. */
  private sealed interface Peer {
    record Unknown() implements Peer {}

    record OfWorker(WorkerState worker) implements Peer {}

    record OfExecutor(ExecutorState executor) implements Peer {}

    record OfApplication(ApplicationState application) implements Peer {}
  }

  private final MasterConfig config;
  private final EventLoop loop;
  private final Network network;
  private final Faults faults;
  private final Owner owner;
  private final String stamp;
  private final WorkerFleet workers;
  private final ExecutorFleet executors;
  private final Standstill standstill;
  private final IdentityHashMap<Connection, Peer> peers = new IdentityHashMap<>();
  private final Map<String, ApplicationState> applications = new LinkedHashMap<>();
  private int numApplications;
  private boolean complete;
  private boolean stopping;
  private boolean stopped;

  public MasterNode(
      MasterConfig config,
      EventLoop loop,
      Network network,
      ProcessLauncher launcher,
      Faults faults,
      Owner owner) {
    this.config = config;
    this.loop = loop;
    this.network = network;
    this.faults = faults;
    this.owner = owner;
    this.stamp = HexFormat.of().toHexDigits(loop.random().nextInt());
    this.workers = new WorkerFleet(config, loop, launcher, this::workerEnded);
    this.executors = new ExecutorFleet(config, loop, workers, new Executors());
    this.standstill = new Standstill(CHECK_INTERVAL, loop.nanoTime());
  }

  /**
   * Listens and starts workers.
   *
   * @return where it listens
   */
  public ServiceAddress start() {
    Network.Listener listener = network.listen(new Handler());
    ServiceAddress address = new ServiceAddress(listener.host(), listener.port());
    LOG.log(Level.INFO, "master listens: address={0}", address);
    workers.start(address);
    var _ = loop.every(CHECK_INTERVAL, this::checkHeartbeats);
    return address;
  }

  private void checkHeartbeats() {
    if (!stopping) {
      long now = loop.nanoTime();
      if (standstill.isOver(now)) {
        workers.heardOfAll(now);
        executors.heardOfAll(now);
      }
      workers.checkHeartbeats(now);
      executors.checkHeartbeats(now);
    }
  }

  private void workerEnded(WorkerState worker, @Nullable ServiceAddress service) {
    if (service != null && !stopping) {
      tellApplications(
          new Message.ShuffleServiceLost(service, "its worker has ended: worker=" + worker.id));
    }
    executors.onlyOn(worker.id, Set.of());
    endIfAllHave();
  }

  // ---------------------------------------------------------------- connections

  private final class Handler implements ConnectionHandler {
    @Override
    public void opened(Connection connection) {
      peers.put(connection, new Peer.Unknown());
    }

    @Override
    public void received(Connection connection, Message message) {
      switch (peers.getOrDefault(connection, new Peer.Unknown())) {
        case Peer.Unknown _ -> introduced(connection, message);
        case Peer.OfWorker(WorkerState worker) -> ofWorker(worker, message, connection);
        case Peer.OfExecutor(ExecutorState executor) -> ofExecutor(executor, message, connection);
        case Peer.OfApplication(ApplicationState application) ->
            ofApplication(application, message, connection);
      }
    }

    @Override
    public void closed(Connection connection, String reason) {
      switch (peers.remove(connection)) {
        case Peer.OfWorker(WorkerState worker) -> {
          LOG.log(Level.WARNING, "worker is disconnected: id={0} reason={1}", worker.id, reason);
          worker.connection = null;
        }
        case Peer.OfExecutor(ExecutorState executor) -> {
          if (executor.connection == connection) {
            executors.disconnected(executor, reason);
          }
        }
        case Peer.OfApplication(ApplicationState application) -> left(application, reason);
        case Peer.Unknown _ -> {}
        case null -> {}
      }
    }
  }

  private void introduced(Connection connection, Message message) {
    switch (message) {
      case Message.RegisterWorker worker -> register(connection, worker);
      case Message.RegisterExecutor executor -> register(connection, executor.executor());
      case Message.RegisterApplication application -> register(connection, application);
      case Message.AskStatus _ -> connection.send(status());
      case Message.StopCluster _ -> {
        connection.send(new Message.Stopping());
        stop();
      }
      default -> unexpected(connection, message);
    }
  }

  private static void unexpected(Connection connection, Message message) {
    String type = message.getClass().getSimpleName();
    LOG.log(Level.WARNING, "unexpected message: type={0} remote={1}", type, connection.remote());
    connection.close("unexpected message: type=" + type);
  }

  private static void refuse(Connection connection, ErrorCode code, String message) {
    LOG.log(Level.WARNING, "refused: {0} remote={1}", message, connection.remote());
    connection.send(new Message.Refused(new WireFailure(code, message, "")));
    connection.close(message);
  }

  // ---------------------------------------------------------------- workers and executors

  private void register(Connection connection, Message.RegisterWorker registration) {
    WorkerState known = workers.find(registration.worker());
    Message.RegisterWorker before = known == null ? null : known.registration;
    WorkerState worker = workers.register(connection, registration);
    if (worker == null) {
      refuse(
          connection,
          ErrorCode.INVALID_SETTING,
          "a worker of that name is registered: worker=" + registration.worker());
      return;
    }
    LOG.log(Level.INFO, "worker is registered: id={0}", worker.id);
    peers.put(connection, new Peer.OfWorker(worker));
    connection.send(new Message.WorkerRegistered());
    if (before != null) {
      tellIfMoved(worker, before.shuffle(), registration.shuffle());
    }
    executors.onlyOn(worker.id, Set.copyOf(registration.executors()));
  }

  private void ofWorker(WorkerState worker, Message message, Connection connection) {
    switch (message) {
      case Message.WorkerHeartbeat _ -> {
        // a delay asked for by a fault makes the master late, as if it hung
        var _ =
            loop.schedule(
                faults.fire(FaultSite.heartbeat()), () -> worker.lastHeard = loop.nanoTime());
      }
      case Message.ExecutorLaunched launched ->
          executors.launched(launched.executor(), launched.pid());
      case Message.ExecutorRefused refused ->
          executors.refused(refused.executor(), refused.failure().message());
      case Message.ExecutorExited exited -> executors.ended(exited.executor(), exited.reason());
      case Message.ShuffleServiceRestarted restarted -> restarted(worker, restarted);
      default -> unexpected(connection, message);
    }
  }

  private void restarted(WorkerState worker, Message.ShuffleServiceRestarted restarted) {
    worker.shufflePid = restarted.pid();
    Message.RegisterWorker before = worker.registration;
    if (before != null) {
      worker.registration = before.withShuffle(restarted.address());
      tellIfMoved(worker, before.shuffle(), restarted.address());
    }
  }

  private void tellIfMoved(WorkerState worker, ServiceAddress before, ServiceAddress now) {
    if (!before.equals(now)) {
      tellApplications(
          new Message.ShuffleServiceLost(
              before, "it was started elsewhere: worker=" + worker.id + " address=" + now));
    }
  }

  private void register(Connection connection, ExecutorInfo info) {
    ExecutorState executor = executors.register(connection, info);
    if (executor == null) {
      refuse(
          connection,
          ErrorCode.INVALID_SETTING,
          "executor is none that was asked for: executor=" + info.id());
      return;
    }
    peers.put(connection, new Peer.OfExecutor(executor));
    if (!complete && executors.available().size() == config.executors()) {
      complete = true;
      LOG.log(Level.INFO, "cluster is complete: executors={0}", config.executors());
      owner.complete();
    }
  }

  private void ofExecutor(ExecutorState executor, Message message, Connection connection) {
    if (message instanceof Message.ExecutorHeartbeat) {
      executor.lastHeard = loop.nanoTime();
    } else {
      unexpected(connection, message);
    }
  }

  private final class Executors implements ExecutorFleet.Listener {
    @Override
    public void available(ExecutorInfo executor) {
      tellApplications(new Message.ExecutorAdded(executor));
    }

    @Override
    public void lost(String executor, String reason) {
      tellApplications(new Message.ExecutorLost(executor, reason));
    }
  }

  private void tellApplications(Message message) {
    applications.values().forEach(application -> application.connection().send(message));
  }

  // ---------------------------------------------------------------- applications

  private void register(Connection connection, Message.RegisterApplication registration) {
    if (stopping) {
      refuse(connection, ErrorCode.WORKER_LOST, "cluster is being stopped");
      return;
    }
    String before = registration.application();
    if (!before.isEmpty() && !before.startsWith(idPrefix())) {
      refuse(connection, ErrorCode.WORKER_LOST, "the cluster was stopped and started anew");
      return;
    }
    String id = before.isEmpty() ? idPrefix() + ++numApplications : before;
    ApplicationState application =
        new ApplicationState(id, registration.name(), registration.pid(), connection);
    ApplicationState known = applications.put(id, application);
    peers.put(connection, new Peer.OfApplication(application));
    LOG.log(Level.INFO, "application is registered: id={0} name={1}", id, registration.name());
    connection.send(new Message.ApplicationRegistered(id, executors.available(), known != null));
    if (known != null) {
      known.connection().close("it registered again");
    }
  }

  private String idPrefix() {
    return "app-" + stamp + "-";
  }

  private void ofApplication(ApplicationState application, Message message, Connection connection) {
    switch (message) {
      case Message.UnregisterApplication _ -> {
        ended(application, "it says so");
        connection.close("application ended");
      }
      default -> unexpected(connection, message);
    }
  }

  /** Its connection is lost: its process has died, or it comes back. */
  private void left(ApplicationState application, String reason) {
    if (isRegistered(application)) {
      LOG.log(Level.INFO, "application has left: id={0} reason={1}", application.id(), reason);
      var _ =
          loop.schedule(
              RETURN_TIME,
              () -> {
                if (isRegistered(application)) {
                  ended(application, reason);
                }
              });
    }
  }

  /** Whether it is over this connection that the application is registered. */
  private boolean isRegistered(ApplicationState application) {
    ApplicationState now = applications.get(application.id());
    return now != null && now.connection() == application.connection();
  }

  /** What it has left behind is deleted. */
  private void ended(ApplicationState application, String reason) {
    LOG.log(Level.INFO, "application has ended: id={0} reason={1}", application.id(), reason);
    applications.remove(application.id());
    Message remove = new Message.RemoveApplication(application.id());
    for (WorkerState worker : workers.all()) {
      if (worker.connection != null) {
        worker.connection.send(remove);
      }
    }
    owner.sweepApplications();
  }

  // ---------------------------------------------------------------- status and end

  private Message status() {
    return new StatusReport(workers.all(), executors, applications.values())
        .message(owner.firedFaults());
  }

  /** Ends applications' connections, workers with all their children, then itself. Idempotent. */
  public void stop() {
    if (stopping) {
      return;
    }
    stopping = true;
    LOG.log(Level.INFO, "cluster is being stopped");
    tellApplications(new Message.Stopping());
    executors.stop();
    workers.stop();
    var _ = loop.schedule(config.stopTimeout(), workers::kill);
    endIfAllHave();
  }

  private void endIfAllHave() {
    if (stopping && !stopped && workers.haveEnded()) {
      stopped = true;
      LOG.log(Level.INFO, "master ends");
      owner.stopped();
    }
  }
}
