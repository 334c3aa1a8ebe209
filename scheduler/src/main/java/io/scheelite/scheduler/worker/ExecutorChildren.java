package io.scheelite.scheduler.worker;

import io.scheelite.memory.ErrorCode;
import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.scheduler.launch.ChildListener;
import io.scheelite.scheduler.launch.ChildProcess;
import io.scheelite.scheduler.launch.ChildSpec;
import io.scheelite.scheduler.launch.ClusterException;
import io.scheelite.scheduler.launch.ProcessLauncher;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The executors of a worker, and how much of its cores and memory they take. */
final class ExecutorChildren {
  /** Told on the loop when an executor has ended. */
  interface Listener {
    void exited(String executor, int status);
  }

  private record Entry(ChildProcess child, int cores, long memoryBytes) {}

  private final WorkerConfig config;
  private final ProcessLauncher launcher;
  private final Listener listener;
  private final Map<String, Entry> running = new LinkedHashMap<>();

  ExecutorChildren(WorkerConfig config, ProcessLauncher launcher, Listener listener) {
    this.config = config;
    this.launcher = launcher;
    this.listener = listener;
  }

  /**
   * Starts an executor.
   *
   * @return its process id
   * @throws io.scheelite.memory.ScheeliteException if it does not fit, or cannot be started
   */
  long launch(String executor, int cores, long memoryBytes, ServiceAddress service) {
    require(!running.containsKey(executor), "executor runs already: executor=" + executor);
    require(
        memoryBytes <= freeMemoryBytes(),
        "executor asks for more memory than the worker has free: executor="
            + executor
            + " memoryBytes="
            + memoryBytes
            + " freeBytes="
            + freeMemoryBytes()
            + " worker="
            + config.id());
    require(
        cores <= freeCores(),
        "executor asks for more cores than the worker has free: executor="
            + executor
            + " cores="
            + cores
            + " free="
            + freeCores()
            + " worker="
            + config.id());
    ChildSpec spec = spec(executor, cores, memoryBytes, service);
    ChildProcess child = launcher.launch(spec, new Watch(executor));
    running.put(executor, new Entry(child, cores, memoryBytes));
    return child.pid();
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new ClusterException(ErrorCode.TOO_MANY_OPEN, message);
    }
  }

  private ChildSpec spec(String executor, int cores, long memoryBytes, ServiceAddress service) {
    List<String> arguments =
        List.of(
            "--folder",
            config.folder().root().toString(),
            "--id",
            executor,
            "--worker",
            config.id(),
            "--master",
            config.master().toString(),
            "--shuffle",
            service.toString(),
            "--cores",
            Integer.toString(cores),
            "--memory",
            Long.toString(memoryBytes - config.executorHeapBytes()),
            "--shuffle-quota",
            Long.toString(config.shuffleQuotaBytes()));
    return new ChildSpec(
        ProcessRole.EXECUTOR,
        executor,
        config.executorHeapBytes(),
        arguments,
        config.folder().logFile(executor));
  }

  private final class Watch implements ChildListener {
    private final String executor;

    Watch(String executor) {
      this.executor = executor;
    }

    @Override
    public void ready(String address) {
      // it tells the master itself
    }

    @Override
    public void exited(int status) {
      running.remove(executor);
      listener.exited(executor, status);
    }
  }

  int freeCores() {
    return config.cores() - running.values().stream().mapToInt(Entry::cores).sum();
  }

  long freeMemoryBytes() {
    return config.memoryBytes() - running.values().stream().mapToLong(Entry::memoryBytes).sum();
  }

  boolean isEmpty() {
    return running.isEmpty();
  }

  /** Ids of those that run, sorted. */
  Set<String> ids() {
    return new TreeSet<>(running.keySet());
  }

  /** Ends one without asking; {@link Listener#exited} follows. */
  void kill(String executor) {
    Entry entry = running.get(executor);
    if (entry != null) {
      entry.child().kill();
    }
  }

  void drain() {
    running.values().forEach(entry -> entry.child().drain());
  }

  void stop() {
    running.values().forEach(entry -> entry.child().stop());
  }

  void kill() {
    running.values().forEach(entry -> entry.child().kill());
  }
}
