package io.scheelite.operators.execution;

import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.TestMemory;
import io.scheelite.memory.WaitClock;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.operators.runtime.WorkerPool;
import io.scheelite.operators.testing.TestSpill;
import io.scheelite.testsupport.World;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An engine of its own for one test: threads, memory and runtime as the {@link World} of this run
 * has them.
 *
 * <p>Closing it fails if any memory was not given back or any file is left. For one test thread.
 */
public final class RuntimeHarness implements AutoCloseable {
  private final WorkerPool pool;
  private final MemoryManager memory;
  private final TestSpill spill = new TestSpill();
  private final LocalRuntime runtime;

  /** With so much memory. */
  public RuntimeHarness(long memoryBytes) {
    this(memoryBytes, World.current().threads());
  }

  /** With so much memory and so many threads. */
  public RuntimeHarness(long memoryBytes, int threads) {
    pool = WorkerPool.owned("runtime", threads);
    memory = new MemoryManager(TestMemory.config(memoryBytes), pool.executor());
    runtime = new LocalRuntime(pool, memory, spill.manager(), WaitClock.SYSTEM);
  }

  /** The options of the world, with batches of at most {@code batchSize} rows. */
  public static QueryOptions options(int batchSize) {
    World world = World.current();
    return QueryOptions.defaults("query")
        .withBatchSize(Math.min(batchSize, world.batchSize()))
        .withReclaimAlways(world.forceSpill());
  }

  /** What is tested. */
  public LocalRuntime runtime() {
    return runtime;
  }

  /** The memory behind it. */
  public MemoryManager memory() {
    return memory;
  }

  /** Where it spills to. */
  public TestSpill spill() {
    return spill;
  }

  /** All rows of the plan. */
  public List<List<@Nullable Object>> run(PlanNode plan, QueryOptions options) {
    try (QueryExecution execution = runtime.start(plan, options)) {
      return OperatorHarness.readAll(execution.cursor());
    }
  }

  /** Ends the threads; fails if memory is outstanding or was leaked. */
  @Override
  public void close() {
    runtime.close();
    pool.close();
    if (memory.outstandingBytes() != 0 || !memory.leaks().isEmpty()) {
      throw new AssertionError(
          "memory was not given back: bytes="
              + memory.outstandingBytes()
              + " leaks="
              + memory.leaks());
    }
    memory.close();
    spill.close();
    if (!memory.corruptions().isEmpty()) {
      throw new AssertionError("memory was corrupted", memory.corruptions().getFirst());
    }
  }
}
