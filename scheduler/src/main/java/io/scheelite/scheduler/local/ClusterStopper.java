package io.scheelite.scheduler.local;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.WaitClock;
import io.scheelite.memory.counters.CountersFolder;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.folder.ProcessEntry;
import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.scheduler.folder.TreeDeletion;
import io.scheelite.scheduler.launch.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Ends every process of a cluster and empties its folder, whatever state both are in.
 *
 * <p>The master is asked to end, upon which the others end by themselves; what then still runs is
 * killed, parents first, so that nobody starts again what was killed. A process is only touched if
 * it is the one that entered itself (its start time agrees), or if its command line names one of
 * our main classes and this folder.
 */
public final class ClusterStopper {
  private static final Duration FOR_THE_MASTER = Duration.ofSeconds(4);
  private static final Duration FOR_KILLED_ONES = Duration.ofSeconds(4);
  private static final String OWN_CLASSES = "io.scheelite.";

  private final ClusterFolder folder;
  private final Patience patience;

  /** All that ran once: a process that ends loses entry and command line before it has gone. */
  private final Map<Long, ProcessHandle> seen = new LinkedHashMap<>();

  /** Stops the cluster that lives in a folder. */
  public ClusterStopper(ClusterFolder folder) {
    this(folder, WaitClock.SYSTEM);
  }

  ClusterStopper(ClusterFolder folder, WaitClock clock) {
    this.folder = folder;
    this.patience = new Patience(clock);
  }

  /**
   * Returns when no process and no file is left.
   *
   * @param keepLogs leaves the logs
   * @return how many processes ran
   * @throws ClusterException if a process does not end even when it is killed
   */
  public int stop(boolean keepLogs) throws IOException {
    Set<Long> running = running().keySet();
    boolean asked =
        folder
            .runningMaster()
            .flatMap(ProcessEntry::handle)
            .map(ProcessHandle::destroy)
            .orElse(false);
    if (!asked || !patience.until(this::nothingRuns, FOR_THE_MASTER)) {
      killRest();
    }
    empty(keepLogs ? List.of(folder.logFolder()) : List.of());
    for (long pid : running) {
      CountersFolder.ofUser().forget(pid); // those that had to be killed have left theirs
    }
    return running.size();
  }

  /** Kills what a dead master left behind and deletes its files, for whoever holds the lock. */
  void clean() throws IOException {
    killRest();
    empty(List.of(folder.lockFile()));
  }

  private boolean nothingRuns() throws IOException {
    return running().isEmpty();
  }

  private void killRest() throws IOException {
    boolean gone =
        patience.until(
            () -> {
              Map<Long, ProcessHandle> running = running();
              running.values().forEach(ProcessHandle::destroyForcibly);
              return running.isEmpty();
            },
            FOR_KILLED_ONES);
    if (!gone) {
      throw new ClusterException(
          ErrorCode.IO_ERROR,
          "processes do not end: pids=" + running().keySet() + " folder=" + folder.root());
    }
  }

  /** By process id; parents first. */
  private Map<Long, ProcessHandle> running() throws IOException {
    Map<Long, ProcessHandle> running = new LinkedHashMap<>();
    for (ProcessEntry entry : folder.processes()) {
      entry.handle().ifPresent(process -> running.put(process.pid(), process));
    }
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      all.filter(this::isOurs).forEach(process -> running.putIfAbsent(process.pid(), process));
    }
    seen.values().stream()
        .filter(ClusterStopper::runs)
        .forEach(process -> running.putIfAbsent(process.pid(), process));
    seen.putAll(running);
    return running;
  }

  /** A process of this cluster that has not entered itself yet. */
  private boolean isOurs(ProcessHandle process) {
    if (process.pid() == ProcessHandle.current().pid()) {
      return false;
    }
    List<String> arguments = Arrays.asList(process.info().arguments().orElse(new String[0]));
    return arguments.contains(folder.root().toString())
        && arguments.stream().anyMatch(argument -> argument.startsWith(OWN_CLASSES + "scheduler."))
        && runs(process);
  }

  private static boolean runs(ProcessHandle process) {
    return process.isAlive()
        && new ProcessEntry(ProcessRole.EXECUTOR, "", process.pid(), 0, "").alive();
  }

  private void empty(List<Path> kept) throws IOException {
    for (Path part : folder.parts()) {
      if (Files.exists(part, LinkOption.NOFOLLOW_LINKS) && !kept.contains(part)) {
        TreeDeletion.delete(part);
      }
    }
  }
}
