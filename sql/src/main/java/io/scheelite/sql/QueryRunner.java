package io.scheelite.sql;

import io.scheelite.memory.ErrorCode;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Memory, threads, spill files and runtime of one engine. Thread-safe; its engine closes it. */
final class QueryRunner implements AutoCloseable {
  private final EngineConfig config;
  private final boolean reclaimAlways;
  private final WorkerPool pool;
  private final MemoryManager memory;
  private final SpillManager spill;
  private final LocalRuntime runtime;
  private final AtomicLong numQueries = new AtomicLong();

  /** Runs queries on the host's executor, or on threads of its own if that is null. */
  QueryRunner(EngineConfig config, @Nullable Executor executor, boolean reclaimAlways) {
    this.config = config;
    this.reclaimAlways = reclaimAlways;
    requireWritable(config.spillDirectory());
    this.pool =
        executor == null
            ? WorkerPool.owned("scheelite-worker", config.threads())
            : WorkerPool.hosted(executor, config.threads());
    this.memory =
        new MemoryManager(
            MemoryConfig.defaults().withOffHeapBytes(config.memoryBytes()), pool.executor());
    this.spill =
        new SpillManager(SpillConfig.defaults().withDirectories(List.of(config.spillDirectory())));
    this.runtime = new LocalRuntime(pool, memory, spill, WaitClock.SYSTEM);
  }

  /** Says at once what would otherwise come up when the first query spills. */
  private static void requireWritable(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw SqlException.at(
          ErrorCode.INVALID_SETTING,
          "spill directory cannot be made, name one that can be written to: directory=" + directory,
          0,
          0,
          e);
    }
    if (!Files.isWritable(directory)) {
      throw SqlException.of(
          ErrorCode.INVALID_SETTING,
          "spill directory cannot be written to, name another one: directory=" + directory);
    }
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
