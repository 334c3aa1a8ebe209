package io.scheelite.sql;

import io.scheelite.memory.MemoryConfig;
import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.WaitClock;
import io.scheelite.operators.execution.LocalRuntime;
import io.scheelite.operators.execution.MemoryForecast;
import io.scheelite.operators.execution.QueryExecution;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.operators.runtime.WorkerPool;
import io.scheelite.spill.SpillConfig;
import io.scheelite.spill.SpillManager;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Memory, threads, spill files and runtime of one engine. Thread-safe; its engine closes it. */
final class QueryRunner implements AutoCloseable {
  private final EngineConfig config;
  private final boolean reclaimAlways;
  private final WorkerPool pool;
  private final MemoryManager memory;
  private final SpillManager spill;
  private final LocalRuntime runtime;
  private final AtomicLong numQueries = new AtomicLong();

  QueryRunner(EngineConfig config, boolean reclaimAlways) {
    this.config = config;
    this.reclaimAlways = reclaimAlways;
    this.pool = WorkerPool.owned("scheelite-worker", config.threads());
    this.memory =
        new MemoryManager(
            MemoryConfig.defaults().withOffHeapBytes(config.memoryBytes()), pool.executor());
    this.spill =
        new SpillManager(SpillConfig.defaults().withDirectories(List.of(config.spillDirectory())));
    this.runtime = new LocalRuntime(pool, memory, spill, WaitClock.SYSTEM);
  }

  MemoryManager memory() {
    return memory;
  }

  /** Starts a plan; the caller closes the execution. */
  QueryExecution start(PlanNode plan) {
    return runtime.start(plan, options("query-" + numQueries.incrementAndGet()));
  }

  /** What a plan needs to run here. */
  MemoryForecast forecast(PlanNode plan) {
    return runtime.forecast(plan, options("forecast"));
  }

  private QueryOptions options(String name) {
    return QueryOptions.defaults(name)
        .withBatchSize(config.batchSize())
        .withReclaimAlways(reclaimAlways);
  }

  @Override
  public void close() {
    runtime.close();
    pool.close();
    spill.close();
    memory.close();
  }
}
