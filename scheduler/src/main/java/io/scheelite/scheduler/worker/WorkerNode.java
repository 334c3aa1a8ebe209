package io.scheelite.scheduler.worker;

import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.fault.FaultSite;
import io.scheelite.scheduler.fault.Faults;
import io.scheelite.scheduler.launch.MasterLink;
import io.scheelite.scheduler.launch.ProcessLauncher;
import io.scheelite.scheduler.message.Message;
import io.scheelite.scheduler.message.WireFailure;
import io.scheelite.scheduler.network.Connection;
import io.scheelite.scheduler.network.Network;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The logic of a worker: a state machine on one event loop.
 *
 * <p>It starts the shuffle service, registers with the master when the service serves, starts and
 * watches executors as the master asks. When the connection to the master is lost it connects
 * again; meanwhile its executors go on. It ends in order on {@link #stop}, and by {@link #drain} as
 * soon as no executor is left.
 */
public final class WorkerNode {
  private static final System.Logger LOG = System.getLogger(WorkerNode.class.getName());

  /** What the worker asks of the process around it, on the loop. */
  public interface Owner {
    /** Asks a shuffle service for a sign of life; fails if none comes in some seconds. */
    CompletableFuture<Void> ping(ServiceAddress service);

    /** Map outputs of an application are to be deleted. */
    void removeApplication(String application, ServiceAddress service);

    /** The worker is registered with the master for the first time. */
    void registered();

    /** Everything has ended; the process may. */
    void stopped();
  }

  private final WorkerConfig config;
  private final EventLoop loop;
  private final Owner owner;
  private final Faults faults;
  private final long pid;
  private final MasterLink link;
  private final ExecutorChildren executors;
  private final ShuffleServiceKeeper service;
  private boolean registeredOnce;
  private boolean stopping;
  private boolean draining;

  /**
   * @param pid of this process
   */
  public WorkerNode(
      WorkerConfig config,
      EventLoop loop,
      Network network,
      ProcessLauncher launcher,
      Faults faults,
      Owner owner,
      long pid) {
    this.config = config;
    this.loop = loop;
    this.owner = owner;
    this.faults = faults;
    this.pid = pid;
    this.link = new MasterLink(config.master(), loop, network, new Master());
    this.executors = new ExecutorChildren(config, launcher, this::executorExited);
    this.service = new ShuffleServiceKeeper(config, loop, launcher, new Service(), owner::ping);
  }

  /** Starts the shuffle service; all else follows. */
  public void start() {
    service.start();
  }

  private final class Service implements ShuffleServiceKeeper.Listener {
    @Override
    public void serving(ServiceAddress address, long servicePid, @Nullable ServiceAddress before) {
      LOG.log(
          Level.INFO,
          "shuffle service serves: address={0} pid={1}",
          address,
          Long.toString(servicePid));
      if (before != null) {
        link.send(new Message.ShuffleServiceRestarted(config.id(), address, servicePid));
        if (!before.equals(address)) {
          replaceExecutors(before);
        }
      } else if (!stopping) {
        link.open();
      }
    }

    @Override
    public void ended() {
      link.close("worker ends");
      owner.stopped();
    }
  }

  /** They write for an address that is gone; the master asks for others when they have ended. */
  private void replaceExecutors(ServiceAddress before) {
    LOG.log(Level.WARNING, "shuffle service has moved, executors are replaced: before={0}", before);
    executors.stop();
  }

  private final class Master implements MasterLink.Listener {
    @Override
    public void connected(Connection connection) {
      ServiceAddress address = service.address();
      if (address != null) {
        connection.send(
            new Message.RegisterWorker(
                config.id(),
                pid,
                config.cores(),
                config.memoryBytes(),
                address,
                service.pid(),
                executors.ids().stream().toList()));
      }
    }

    @Override
    public void received(Connection connection, Message message) {
      switch (message) {
        case Message.WorkerRegistered _ -> registered();
        case Message.LaunchExecutor launch -> launch(launch);
        case Message.StopExecutor stop -> executors.kill(stop.executor());
        case Message.RemoveApplication remove -> removeApplication(remove.application());
        case Message.StopWorker _ -> stop();
        case Message.Refused refused -> refused(refused.failure());
        default -> link.unexpected(message);
      }
    }
  }

  private void registered() {
    LOG.log(Level.INFO, "registered with the master: master={0}", config.master());
    if (!registeredOnce) {
      registeredOnce = true;
      owner.registered();
      var _ = loop.schedule(config.heartbeat(), this::heartbeat);
    }
  }

  private void refused(WireFailure failure) {
    LOG.log(Level.ERROR, "master refuses this worker: {0}", failure.message());
    stop();
  }

  private void heartbeat() {
    if (stopping) {
      return;
    }
    // a delay asked for by a fault makes the worker late, as if it hung
    var _ =
        loop.schedule(
            faults.fire(FaultSite.heartbeat()),
            () -> {
              link.send(new Message.WorkerHeartbeat(config.id()));
              var _ = loop.schedule(config.heartbeat(), this::heartbeat);
            });
  }

  private void launch(Message.LaunchExecutor request) {
    ServiceAddress address = service.address();
    if (stopping || draining || address == null) {
      return;
    }
    try {
      long child =
          executors.launch(request.executor(), request.cores(), request.memoryBytes(), address);
      LOG.log(
          Level.INFO,
          "executor is started: executor={0} pid={1}",
          request.executor(),
          Long.toString(child));
      link.send(new Message.ExecutorLaunched(request.executor(), child));
    } catch (ScheeliteException e) {
      LOG.log(Level.ERROR, "executor is not started: " + e.getMessage());
      link.send(new Message.ExecutorRefused(request.executor(), WireFailure.of(e)));
    }
  }

  private void executorExited(String executor, int status) {
    LOG.log(
        stopping || draining ? Level.INFO : Level.WARNING,
        "executor has ended: executor={0} status={1}",
        executor,
        Integer.toString(status));
    link.send(new Message.ExecutorExited(executor, status, reason(status)));
    if (executors.isEmpty() && stopping) {
      service.close();
    } else if (executors.isEmpty() && draining) {
      stop();
    }
  }

  private static String reason(int status) {
    final int signalBase = 128;
    final int highestSignal = 64;
    boolean killed = status > signalBase && status <= signalBase + highestSignal;
    return killed ? "killed by signal " + (status - signalBase) : "exited with status " + status;
  }

  private void removeApplication(String application) {
    ServiceAddress address = service.address();
    if (address != null) {
      owner.removeApplication(application, address);
    }
  }

  /** The master is gone: ends when the executors are used by nobody any more. */
  public void drain() {
    if (stopping || draining) {
      return;
    }
    draining = true;
    LOG.log(Level.WARNING, "master is gone: worker ends when no application uses its executors");
    if (executors.isEmpty()) {
      stop();
    } else {
      executors.drain();
    }
  }

  /** Ends executors, then the service, then calls {@link Owner#stopped}. Idempotent. */
  public void stop() {
    if (stopping) {
      return;
    }
    stopping = true;
    LOG.log(Level.INFO, "worker ends");
    executors.stop();
    if (executors.isEmpty()) {
      service.close();
    }
    var _ = loop.schedule(config.stopTimeout(), this::killAll);
  }

  private void killAll() {
    executors.kill();
    service.kill();
  }
}
