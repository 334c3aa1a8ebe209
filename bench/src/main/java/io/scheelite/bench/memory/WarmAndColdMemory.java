package io.scheelite.bench.memory;

import io.scheelite.memory.MemoryConfig;
import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.QueryMemory;
import io.scheelite.memory.TaskMemory;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Two memory managers that all threads of a benchmark share: one that keeps what is free, one that
 * returns it to the system at once.
 */
@State(Scope.Benchmark)
public class WarmAndColdMemory {
  static final long LIMIT_BYTES = 512L << 20;

  private MemoryManager warm;
  private MemoryManager cold;
  private QueryMemory warmQuery;
  private QueryMemory coldQuery;

  /** Opens both. */
  @Setup(Level.Trial)
  public void open() {
    MemoryConfig config = MemoryConfig.defaults().withOffHeapBytes(LIMIT_BYTES);
    warm = new MemoryManager(config, Runnable::run);
    cold = new MemoryManager(config.withCachedBytes(0), Runnable::run);
    warmQuery = warm.admit("warm", 0, Long.MAX_VALUE).join();
    coldQuery = cold.admit("cold", 0, Long.MAX_VALUE).join();
  }

  TaskMemory newWarmTask() {
    return warmQuery.newTask("thread-" + Thread.currentThread().threadId());
  }

  TaskMemory newColdTask() {
    return coldQuery.newTask("thread-" + Thread.currentThread().threadId());
  }

  /** Gives everything back. */
  @TearDown(Level.Trial)
  public void close() {
    warmQuery.close();
    coldQuery.close();
    warm.close();
    cold.close();
  }
}
