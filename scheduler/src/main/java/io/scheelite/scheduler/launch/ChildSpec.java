package io.scheelite.scheduler.launch;

import io.scheelite.scheduler.folder.ProcessRole;
import java.nio.file.Path;
import java.util.List;

/**
 * A child process to start.
 *
 * @param id as {@code cluster status} shows it
 * @param heapBytes size of its Java heap
 * @param arguments of its main class
 * @param log file to which its log lines are appended
 */
public record ChildSpec(
    ProcessRole role, String id, long heapBytes, List<String> arguments, Path log) {
  /** Copies the arguments. */
  public ChildSpec {
    arguments = List.copyOf(arguments);
  }
}
