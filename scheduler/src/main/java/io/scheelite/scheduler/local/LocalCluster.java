package io.scheelite.scheduler.local;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.WaitClock;
import io.scheelite.operators.cluster.ClusterAddress;
import io.scheelite.scheduler.fault.Fault;
import io.scheelite.scheduler.fault.FaultMarkers;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.folder.ProcessEntry;
import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.scheduler.launch.ClusterException;
import io.scheelite.scheduler.message.ProcessStatus;
import io.scheelite.shuffle.transport.SharedSecret;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cluster whose processes all run on this machine, for one user, found again by its folder. The
 * processes outlive the one that started them, until {@link #stop}.
 */
public final class LocalCluster {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final String MASTER_CLASS = "io.scheelite.scheduler.process.Master";

  private final ClusterFolder folder;
  private final MasterCommand command;
  private final Patience patience;
  private final Duration startLimit;

  /** The cluster that lives in a folder, whether it runs or not. */
  public LocalCluster(ClusterFolder folder) {
    this(folder, MASTER_CLASS, WaitClock.SYSTEM, START_LIMIT);
  }

  LocalCluster(ClusterFolder folder, String masterClass, WaitClock clock, Duration startLimit) {
    this.folder = folder;
    this.command = new MasterCommand(masterClass);
    this.patience = new Patience(clock);
    this.startLimit = startLimit;
  }

  /** Where it lives. */
  public ClusterFolder folder() {
    return folder;
  }

  /**
   * Starts it and waits until all executors are there. What a dead cluster left in the folder is
   * cleaned away.
   *
   * @param environment variables for its processes beside those of this process
   * @throws ClusterException if it runs already, or if it does not come up: then nothing of it is
   *     left but its logs
   */
  public void start(LocalClusterConfig config, Map<String, String> environment) throws IOException {
    Map<String, String> variables = new HashMap<>(System.getenv());
    variables.putAll(environment);
    Fault.parseAll(variables.getOrDefault(Fault.VARIABLE, ""));
    folder.create();
    try (FileChannel lockFile =
            FileChannel.open(
                folder.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(lockFile)) {
      if (lock == null) {
        throw new ClusterException(
            ErrorCode.INVALID_SETTING, "a cluster is being started there: folder=" + folder.root());
      }
      requireStopped();
      new ClusterStopper(folder).clean();
      folder.create();
      SharedSecret.create(folder.secretFile());
      awaitReady(launch(config, variables), config.executors());
    }
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private void requireStopped() throws IOException {
    ProcessEntry master = folder.runningMaster().orElse(null);
    if (master != null) {
      throw new ClusterException(
          ErrorCode.INVALID_SETTING,
          "a cluster runs already, stop it first: master="
              + master.address()
              + " pid="
              + master.pid()
              + " folder="
              + folder.root());
    }
  }

  private Process launch(LocalClusterConfig config, Map<String, String> variables)
      throws IOException {
    ProcessBuilder.Redirect log =
        ProcessBuilder.Redirect.appendTo(folder.logFile("master").toFile());
    ProcessBuilder builder =
        new ProcessBuilder(command.of(folder, config))
            .directory(folder.root().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(log)
            .redirectError(log);
    builder.environment().clear();
    builder.environment().putAll(variables);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
    return builder.start();
  }

  private void awaitReady(Process master, int executors) throws IOException {
    boolean decided = patience.until(() -> !master.isAlive() || complete(executors), startLimit);
    if (decided && master.isAlive()) {
      return;
    }
    String reason = master.isAlive() ? missing(executors) : "its master ended";
    String log = LogTail.of(folder.logFile("master"));
    new ClusterStopper(folder).stop(true);
    throw new ClusterException(
        ErrorCode.WORKER_LOST,
        "the cluster could not be started: " + reason + ", see logs=" + folder.logFolder() + log);
  }

  private boolean complete(int executors) throws IOException {
    return numReady(ProcessRole.MASTER) == 1 && numReady(ProcessRole.EXECUTOR) >= executors;
  }

  private long numReady(ProcessRole role) throws IOException {
    return folder.processes().stream()
        .filter(entry -> entry.role() == role && entry.ready() && entry.alive())
        .count();
  }

  private String missing(int executors) throws IOException {
    return "after "
        + startLimit.toSeconds()
        + " s "
        + numReady(ProcessRole.EXECUTOR)
        + " of "
        + executors
        + " executors were there";
  }

  /** What can be told of it by its folder. */
  public ClusterState state() throws IOException {
    return new ClusterState(
        folder.runningMaster().filter(ProcessEntry::ready).map(ProcessEntry::address).orElse(""),
        new ArrayList<>(folder.processes()),
        FaultMarkers.of(folder.root()).fired());
  }

  /**
   * Who uses it now, as its master says.
   *
   * @throws io.scheelite.memory.ScheeliteException if no master runs, or it does not answer
   */
  public List<Application> applications() throws IOException {
    return MasterQuestion.ask(address()).stream()
        .filter(process -> process.role().equals(ProcessStatus.APPLICATION))
        .map(process -> new Application(process.id(), process.pid()))
        .toList();
  }

  /**
   * A process that runs queries there.
   *
   * @param id made by the master
   */
  public record Application(String id, long pid) {}

  /**
   * How to become an application of it.
   *
   * @throws ClusterException if no master runs
   */
  public ClusterAddress address() throws IOException {
    String master = state().master();
    int colon = master.lastIndexOf(':');
    if (colon < 0) {
      throw new ClusterException(ErrorCode.WORKER_LOST, "no master runs: folder=" + folder.root());
    }
    return new ClusterAddress(
        master.substring(0, colon),
        Integer.parseInt(master.substring(colon + 1)),
        folder.secretFile());
  }

  /**
   * Ends all its processes and empties its folder.
   *
   * @param keepLogs leaves the logs
   * @return how many processes ran
   */
  public int stop(boolean keepLogs) throws IOException {
    return new ClusterStopper(folder).stop(keepLogs);
  }
}
