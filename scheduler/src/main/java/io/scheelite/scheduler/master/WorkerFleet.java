package io.scheelite.scheduler.master;

import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.scheduler.launch.ChildListener;
import io.scheelite.scheduler.launch.ChildProcess;
import io.scheelite.scheduler.launch.ChildSpec;
import io.scheelite.scheduler.launch.ProcessLauncher;
import io.scheelite.scheduler.message.Message;
import io.scheelite.scheduler.network.Connection;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The workers of a cluster; those that the master started are started again when they end. */
final class WorkerFleet {
  private static final System.Logger LOG = System.getLogger(WorkerFleet.class.getName());
  private static final long HEAP_BYTES = 64L << 20;

  /** Told on the loop. */
  interface Listener {
    /**
     * The process of a worker has ended, and its children with it.
     *
     * @param service where its shuffle service was, if it had registered
     */
    void ended(WorkerState worker, @Nullable ServiceAddress service);
  }

  private final MasterConfig config;
  private final EventLoop loop;
  private final ProcessLauncher launcher;
  private final Listener listener;
  private final Map<String, WorkerState> workers = new LinkedHashMap<>();
  private boolean stopping;

  WorkerFleet(MasterConfig config, EventLoop loop, ProcessLauncher launcher, Listener listener) {
    this.config = config;
    this.loop = loop;
    this.launcher = launcher;
    this.listener = listener;
  }

  /** Starts the local workers. */
  void start(ServiceAddress master) {
    for (int i = 1; i <= config.workers(); i++) {
      WorkerState worker = new WorkerState("worker-" + i);
      workers.put(worker.id, worker);
      launchSoon(worker, master);
    }
  }

  private void launchSoon(WorkerState worker, ServiceAddress master) {
    var _ = loop.schedule(worker.budget.book(loop.nanoTime()), () -> launch(worker, master));
  }

  private void launch(WorkerState worker, ServiceAddress master) {
    if (stopping) {
      return;
    }
    try {
      worker.child = launcher.launch(spec(worker.id, master), new Watch(worker, master));
      worker.lastHeard = loop.nanoTime() + MasterConfig.START_GRACE.toNanos();
    } catch (ScheeliteException e) {
      LOG.log(Level.ERROR, "worker cannot be started, next attempt follows: id=" + worker.id, e);
      launchSoon(worker, master);
    }
  }

  private ChildSpec spec(String id, ServiceAddress master) {
    List<String> arguments =
        List.of(
            "--folder",
            config.folder().root().toString(),
            "--id",
            id,
            "--master",
            master.toString(),
            "--cores",
            Integer.toString(config.worker().cores()),
            "--memory",
            Long.toString(config.worker().memoryBytes()),
            "--shuffle-quota",
            Long.toString(config.shuffleQuotaBytes()));
    return new ChildSpec(
        ProcessRole.WORKER, id, HEAP_BYTES, arguments, config.folder().logFile(id));
  }

  private final class Watch implements ChildListener {
    private final WorkerState worker;
    private final ServiceAddress master;

    Watch(WorkerState worker, ServiceAddress master) {
      this.worker = worker;
      this.master = master;
    }

    @Override
    public void ready(String address) {
      // it registers
    }

    @Override
    public void exited(int status) {
      LOG.log(
          stopping ? Level.INFO : Level.WARNING,
          "worker has ended: id={0} status={1}",
          worker.id,
          Integer.toString(status));
      worker.child = null;
      Message.RegisterWorker last = worker.registration;
      worker.registration = null;
      listener.ended(worker, last == null ? null : last.shuffle());
      if (!stopping) {
        launchSoon(worker, master);
      }
    }
  }

  /**
   * Takes a worker that presents itself.
   *
   * @return null if another one of that id is registered
   */
  @Nullable WorkerState register(Connection connection, Message.RegisterWorker registration) {
    WorkerState worker = workers.computeIfAbsent(registration.worker(), id -> new WorkerState(id));
    if (worker.connection != null) {
      return null;
    }
    worker.connection = connection;
    worker.registration = registration;
    worker.shufflePid = registration.shufflePid();
    worker.lastHeard = loop.nanoTime();
    return worker;
  }

  /** All that are known, those that do not run now included. */
  Collection<WorkerState> all() {
    return workers.values();
  }

  @Nullable WorkerState find(String id) {
    return workers.get(id);
  }

  /** Gives all as much time as if they had been heard of just now. */
  void heardOfAll(long now) {
    workers.values().forEach(worker -> worker.lastHeard = now);
  }

  /** Takes those that are silent for dead. */
  void checkHeartbeats(long now) {
    for (WorkerState worker : workers.values()) {
      ChildProcess child = worker.child;
      Connection connection = worker.connection;
      if (now - worker.lastHeard <= config.heartbeatTimeout().toNanos()
          || child == null && connection == null) {
        continue;
      }
      LOG.log(Level.WARNING, "worker is silent and taken for dead: id={0}", worker.id);
      worker.lastHeard = now;
      if (child != null) {
        child.kill();
      }
      if (connection != null) {
        connection.close("no heartbeat");
      }
    }
  }

  /** Tells all to end. */
  void stop() {
    stopping = true;
    Message stop = new Message.StopWorker();
    for (WorkerState worker : workers.values()) {
      if (worker.connection != null) {
        worker.connection.send(stop);
      }
      if (worker.child != null) {
        worker.child.stop();
      }
    }
  }

  /** Whether no process that this master started runs any more. */
  boolean haveEnded() {
    return workers.values().stream().allMatch(worker -> worker.child == null);
  }

  void kill() {
    workers.values().stream()
        .map(worker -> worker.child)
        .forEach(
            child -> {
              if (child != null) {
                child.kill();
              }
            });
  }
}
