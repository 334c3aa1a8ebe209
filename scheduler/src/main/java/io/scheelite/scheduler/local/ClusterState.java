package io.scheelite.scheduler.local;

import io.scheelite.scheduler.folder.ProcessEntry;
import io.scheelite.scheduler.folder.ProcessRole;
import java.util.List;
import java.util.Locale;

/**
 * What a cluster's folder tells.
 *
 * @param master {@code HOST:PORT}; empty if no master runs
 * @param processes all that entered themselves, dead or alive, parents first
 * @param firedFaults records of faults on demand
 */
public record ClusterState(String master, List<ProcessEntry> processes, List<String> firedFaults) {
  /** Keeps the lists. */
  public ClusterState {
    processes = List.copyOf(processes);
    firedFaults = List.copyOf(firedFaults);
  }

  /** Whether its master runs. */
  public boolean running() {
    return !master.isEmpty();
  }

  /** One line for the master's address, one per process, one per fault that fired. */
  public String text() {
    StringBuilder text = new StringBuilder();
    if (running()) {
      text.append("master ").append(master).append('\n');
    }
    processes.forEach(entry -> text.append(line(entry)).append('\n'));
    firedFaults.forEach(fault -> text.append("fault ").append(fault).append('\n'));
    return text.toString();
  }

  /** Begins with the name of the main class, as in a list of processes. */
  private static String line(ProcessEntry entry) {
    return String.format(
        Locale.ROOT,
        "%s %s pid=%d address=%s%s",
        mainClass(entry.role()),
        entry.id(),
        entry.pid(),
        entry.ready() ? entry.address() : "none",
        entry.alive() ? "" : " dead");
  }

  private static String mainClass(ProcessRole role) {
    return switch (role) {
      case MASTER -> "Master";
      case WORKER -> "Worker";
      case SHUFFLE -> "ShuffleService";
      case EXECUTOR -> "Executor";
    };
  }
}
