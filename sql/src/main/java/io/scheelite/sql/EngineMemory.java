package io.scheelite.sql;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MachineMemory;
import io.scheelite.memory.MemoryConfig;
import io.scheelite.memory.MemoryLimit;
import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.ProcessLimit;
import io.scheelite.memory.WaitClock;
import io.scheelite.memory.counters.CounterSink;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The memory manager of one engine, sized as its settings say, with what keeps it sized. Closed by
 * the engine after its last query, before the executor.
 */
final class EngineMemory implements AutoCloseable {
  private final MemoryManager manager;
  private final @Nullable ProcessLimit processLimit;

  private EngineMemory(MemoryManager manager, @Nullable ProcessLimit processLimit) {
    this.manager = manager;
    this.processLimit = processLimit;
  }

  /**
   * The off-heap memory that an engine with this limit begins with.
   *
   * @param besideBytes what its connections take of the limit; of a total for the whole process
   *     they are measured as everything else is
   * @throws SqlException if no query would run with it, or the system does not tell what is needed
   */
  static long firstBytes(MemoryLimit limit, MachineMemory machine, long besideBytes) {
    long bytes = limit.bytes(machine);
    if (limit instanceof MemoryLimit.WholeProcess) {
      try {
        bytes = ProcessLimit.firstBytes(bytes, machine);
      } catch (UnsupportedOperationException e) {
        throw SqlException.at(ErrorCode.INVALID_SETTING, String.valueOf(e.getMessage()), 0, 0, e);
      }
      EngineConfig.requireUsable(bytes);
      return bytes;
    }
    EngineConfig.requireUsable(bytes, besideBytes);
    return bytes - besideBytes;
  }

  /**
   * A manager for a limit.
   *
   * @param config begins with {@link #firstBytes}
   * @param executor runs reclaims and measurements
   * @param counters stays open until this is closed
   */
  static EngineMemory open(
      MemoryLimit limit,
      MemoryConfig config,
      MachineMemory machine,
      Executor executor,
      CounterSink counters) {
    WaitClock clock = WaitClock.SYSTEM;
    MemoryManager manager = new MemoryManager(config, executor, clock, counters);
    return switch (limit) {
      case MemoryLimit.Bytes _, MemoryLimit.Share _ -> new EngineMemory(manager, null);
      case MemoryLimit.WholeProcess total ->
          new EngineMemory(
              manager, ProcessLimit.start(manager, total.bytes(machine), machine, executor, clock));
    };
  }

  MemoryManager manager() {
    return manager;
  }

  /** Stops resizing; called while the executor still runs. */
  void stopMeasuring() {
    if (processLimit != null) {
      processLimit.close();
    }
  }

  @Override
  public void close() {
    stopMeasuring();
    manager.close();
  }
}
