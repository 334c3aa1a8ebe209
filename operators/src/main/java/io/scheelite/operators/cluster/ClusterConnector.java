package io.scheelite.operators.cluster;

import io.scheelite.memory.MemoryManager;
import io.scheelite.operators.execution.LocalRuntime;
import java.nio.file.Path;

/** Connects an engine to a cluster. Implementations are found by ServiceLoader and stateless. */
public interface ClusterConnector {
  /**
   * Where an application on the master's machine spills if it was told nothing else: the cluster
   * cleans up there after those that die.
   */
  Path spillDirectory(ClusterAddress master);

  /** Where the secret of the cluster is that was started on this machine by this user. */
  Path secretFile();

  /**
   * Native memory that the connections of an application take, whatever it runs: the engine takes
   * it off its limit.
   */
  long connectionBytes();

  /**
   * Registers an application with a master; returns when it is registered. May block: not for a
   * thread of the engine's pool.
   *
   * @param local runs the last stage of each query in this process, so that results are read from
   *     the engine's own memory
   * @param memory the engine's memory, charged with what is fetched
   * @throws io.scheelite.memory.ScheeliteException if there is no master, it refuses, or the secret
   *     is wrong
   */
  ClusterRuntime connect(ClusterAddress master, LocalRuntime local, MemoryManager memory);
}
