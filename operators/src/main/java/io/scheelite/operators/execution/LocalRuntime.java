package io.scheelite.operators.execution;

import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.WaitClock;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.ExecutionGraph;
import io.scheelite.operators.runtime.ExecutionSettings;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.operators.runtime.QueryScheduler;
import io.scheelite.operators.runtime.WorkerPool;
import io.scheelite.spill.SpillManager;

/**
 * Runs plans on the threads, memory and spill directories of one engine.
 *
 * <p>Thread-safe. Closing it cancels what still runs; pool, memory manager and spill manager belong
 * to whoever made them and are closed after it.
 */
public final class LocalRuntime implements AutoCloseable {
  private final WorkerPool pool;
  private final MemoryManager memory;
  private final QueryScheduler scheduler;

  /** A runtime whose waits are timed by {@code clock}. */
  public LocalRuntime(WorkerPool pool, MemoryManager memory, SpillManager spill, WaitClock clock) {
    this.pool = pool;
    this.memory = memory;
    this.scheduler = new QueryScheduler(pool, memory, spill, clock);
  }

  /**
   * Starts a query; returns at once. Whoever reads the result closes the execution. With too little
   * memory the result fails with {@link io.scheelite.memory.MemoryLimitExceededException}, which
   * names the smallest limit at which the query runs.
   */
  public QueryExecution start(PlanNode plan, QueryOptions options) {
    ExecutionPlan chosen = ExecutionPlan.choose(plan, settings(options));
    ResultBuffer result = chosen.result();
    ExecutionGraph graph =
        scheduler.start(
            chosen.pipelines(),
            options.withBatchSize(chosen.settings().batchSize()),
            chosen.floors());
    var _ = graph.ended().whenComplete((done, failure) -> result.end());
    ResultCursor cursor = new ResultCursor(plan.schema(), result, graph);
    return new QueryExecution(plan, chosen.pipelines().profile(), graph, cursor);
  }

  /** How {@link #start} would run the plan; runs nothing. */
  public MemoryForecast forecast(PlanNode plan, QueryOptions options) {
    ExecutionSettings settings = settings(options);
    ExecutionPlan chosen = ExecutionPlan.choose(plan, settings);
    return new MemoryForecast(
        chosen.settings().batchSize(),
        chosen.floors(),
        ExecutionPlan.smallestLimitBytes(plan, settings));
  }

  private ExecutionSettings settings(QueryOptions options) {
    long limit = Math.min(options.memoryLimitBytes(), memory.config().offHeapBytes());
    return new ExecutionSettings(options.batchSize(), pool.parallelism(), limit);
  }

  /**
   * Cancels all queries and waits until none of their drivers runs. Not for a thread of the pool.
   */
  @Override
  public void close() {
    scheduler.close();
  }
}
