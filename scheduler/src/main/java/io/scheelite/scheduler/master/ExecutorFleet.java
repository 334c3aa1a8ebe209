package io.scheelite.scheduler.master;

import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.launch.RestartBudget;
import io.scheelite.scheduler.message.ExecutorInfo;
import io.scheelite.scheduler.message.Message;
import io.scheelite.scheduler.network.Connection;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The executors of a cluster: as many as are wanted, on whatever workers have room. */
final class ExecutorFleet {
  private static final System.Logger LOG = System.getLogger(ExecutorFleet.class.getName());

  /** Told on the loop. */
  interface Listener {
    /** Applications may use it. */
    void available(ExecutorInfo executor);

    /** Applications may use it no more. */
    void lost(String executor, String reason);
  }

  private final MasterConfig config;
  private final EventLoop loop;
  private final WorkerFleet workers;
  private final Listener listener;
  private final RestartBudget budget;
  private final Map<String, ExecutorState> executors = new LinkedHashMap<>();
  private int numStarted;
  private int numScheduled;
  private String lastRefusal = "";
  private boolean stopping;

  ExecutorFleet(MasterConfig config, EventLoop loop, WorkerFleet workers, Listener listener) {
    this.config = config;
    this.loop = loop;
    this.workers = workers;
    this.listener = listener;
    final int startsPerExecutor = 5;
    this.budget = new RestartBudget(startsPerExecutor * config.executors(), Duration.ofMinutes(1));
  }

  /** Has as many started as are missing, at a bounded rate. */
  void keepUp() {
    while (!stopping && executors.size() + numScheduled < config.executors()) {
      numScheduled++;
      var _ = loop.schedule(budget.book(loop.nanoTime()), this::startOne);
    }
  }

  private void startOne() {
    numScheduled--;
    WorkerState worker = stopping ? null : roomiest();
    if (worker == null || worker.connection == null) {
      return; // the next worker that registers calls again
    }
    String id = "executor-" + ++numStarted;
    int cores = config.executor().cores();
    long memoryBytes = config.executor().memoryBytes();
    long ready = loop.nanoTime() + MasterConfig.START_GRACE.toNanos();
    executors.put(id, new ExecutorState(id, worker.id, cores, memoryBytes, ready));
    worker.connection.send(new Message.LaunchExecutor(id, cores, memoryBytes));
  }

  /** The worker with most free cores among those that have room, or null. */
  private @Nullable WorkerState roomiest() {
    WorkerState best = null;
    int bestCores = 0;
    for (WorkerState worker : workers.all()) {
      Message.RegisterWorker registration = worker.registration;
      if (worker.connection == null || registration == null) {
        continue;
      }
      int cores = registration.cores();
      long bytes = registration.memoryBytes();
      for (ExecutorState executor : on(worker.id)) {
        cores -= executor.cores;
        bytes -= executor.memoryBytes;
      }
      boolean fits = cores >= config.executor().cores() && bytes >= config.executor().memoryBytes();
      if (fits && (best == null || cores > bestCores)) {
        best = worker;
        bestCores = cores;
      }
    }
    return best;
  }

  private List<ExecutorState> on(String worker) {
    return executors.values().stream().filter(executor -> executor.worker.equals(worker)).toList();
  }

  /** A worker has started it. */
  void launched(String id, long pid) {
    ExecutorState executor = executors.get(id);
    if (executor != null) {
      executor.pid = pid;
    }
  }

  /** A worker has not started it. */
  void refused(String id, String reason) {
    LOG.log(Level.ERROR, "executor was refused: id={0} reason={1}", id, reason);
    lastRefusal = reason;
    executors.remove(id);
    var _ = loop.schedule(config.heartbeatTimeout(), this::keepUp);
  }

  /**
   * Takes an executor that presents itself.
   *
   * @return null if it is none that was asked for
   */
  @Nullable ExecutorState register(Connection connection, ExecutorInfo info) {
    ExecutorState executor = executors.get(info.id());
    if (executor == null || executor.connection != null) {
      return null;
    }
    executor.connection = connection;
    executor.info = info;
    executor.pid = info.pid();
    executor.lastHeard = loop.nanoTime();
    lastRefusal = "";
    LOG.log(Level.INFO, "executor is available: id={0} worker={1}", info.id(), info.worker());
    listener.available(info);
    return executor;
  }

  /** Its connection is lost; it may come again. */
  void disconnected(ExecutorState executor, String reason) {
    executor.connection = null;
    if (executor.info != null) {
      executor.info = null;
      listener.lost(executor.id, reason);
    }
  }

  /** It has ended. */
  void ended(String id, String reason) {
    ExecutorState executor = executors.remove(id);
    if (executor == null) {
      return;
    }
    LOG.log(
        stopping ? Level.INFO : Level.WARNING, "executor has ended: id={0} reason={1}", id, reason);
    if (executor.info != null) {
      listener.lost(id, reason);
    }
    if (executor.connection != null) {
      executor.connection.close(reason);
    }
    keepUp();
  }

  /** A worker says which executors it has: others that were there have ended. */
  void onlyOn(String worker, Set<String> running) {
    for (ExecutorState executor : on(worker)) {
      if (!running.contains(executor.id)) {
        ended(executor.id, "its worker has ended: worker=" + worker);
      }
    }
    keepUp();
  }

  /** Gives all as much time as if they had been heard of just now. */
  void heardOfAll(long now) {
    executors.values().forEach(executor -> executor.lastHeard = now);
  }

  /** Has those that are silent killed. */
  void checkHeartbeats(long now) {
    for (ExecutorState executor : new ArrayList<>(executors.values())) {
      WorkerState worker = workers.find(executor.worker);
      if (now - executor.lastHeard <= config.heartbeatTimeout().toNanos()
          || worker == null
          || worker.connection == null) {
        continue;
      }
      LOG.log(Level.WARNING, "executor is silent and killed: id={0}", executor.id);
      executor.lastHeard = now;
      disconnectSilent(executor);
      worker.connection.send(new Message.StopExecutor(executor.id));
    }
  }

  private void disconnectSilent(ExecutorState executor) {
    Connection connection = executor.connection;
    if (connection != null) {
      disconnected(executor, "no heartbeat");
      connection.close("no heartbeat");
    }
  }

  /** Those that applications may use. */
  List<ExecutorInfo> available() {
    List<ExecutorInfo> available = new ArrayList<>();
    for (ExecutorState executor : executors.values()) {
      if (executor.connection != null && executor.info != null) {
        available.add(executor.info);
      }
    }
    return available;
  }

  Collection<ExecutorState> all() {
    return executors.values();
  }

  /** Why a worker did not start one, empty if they do. */
  String lastRefusal() {
    return lastRefusal;
  }

  /** Starts no more. */
  void stop() {
    stopping = true;
  }
}
