package io.scheelite.operators.execution;

import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.WaitClock;
import io.scheelite.operators.exchange.ExchangeSinkFactory;
import io.scheelite.operators.exchange.StageBoundary;
import io.scheelite.operators.exchange.StageOutput;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.ExecutionGraph;
import io.scheelite.operators.runtime.ExecutionSettings;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.operators.runtime.QueryScheduler;
import io.scheelite.operators.runtime.SinkFactory;
import io.scheelite.operators.runtime.WorkerPool;
import io.scheelite.spill.SpillManager;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
  private final Set<StageExecution> stages = new HashSet<>(); // guarded by itself

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
    return start(plan, StageBoundary.NONE, options);
  }

  /**
   * As {@link #start(PlanNode, QueryOptions)}, for the last stage of a plan: what it reads of other
   * stages comes through the boundary, which has no output and belongs to the execution from now
   * on, even if this fails.
   */
  public QueryExecution start(PlanNode plan, StageBoundary boundary, QueryOptions options) {
    Started<ResultBuffer> started =
        start(ExecutionPlan.Target.ofRoot(plan, boundary), boundary, options);
    ResultBuffer result = started.chosen().sink();
    ExecutionGraph graph = started.graph();
    var _ = graph.ended().whenComplete((done, failure) -> result.end());
    ResultCursor cursor = new ResultCursor(plan.schema(), result, graph);
    return new QueryExecution(plan, started.chosen().pipelines().profile(), graph, cursor);
  }

  /**
   * As {@link #start(PlanNode, QueryOptions)}, but the rows go where drivers put them themselves;
   * the result ends when they are done and has no rows.
   *
   * @param sink makes sinks only when the query runs; closed when it has ended
   */
  public QueryExecution startInto(PlanNode plan, SinkFactory sink, QueryOptions options) {
    Started<SinkFactory> started =
        start(
            new ExecutionPlan.Target<>(plan, StageBoundary.NONE, _ -> sink),
            StageBoundary.NONE,
            options);
    ExecutionGraph graph = started.graph();
    ResultBuffer nothing = new ResultBuffer();
    var _ = graph.ended().whenComplete((done, failure) -> nothing.end());
    ResultCursor cursor = new ResultCursor(plan.schema(), nothing, graph);
    return new QueryExecution(plan, started.chosen().pipelines().profile(), graph, cursor);
  }

  /**
   * Starts a task of a stage that is not the last; returns at once. Memory is admitted as for a
   * query. The boundary, which has an output, belongs to the execution from now on, even if this
   * fails.
   */
  public StageExecution startStage(PlanNode plan, StageBoundary boundary, QueryOptions options) {
    StageOutput output = boundary.output();
    if (output == null) {
      boundary.close();
      throw new IllegalArgumentException("a stage that is not the last needs an output");
    }
    Started<ExchangeSinkFactory> started =
        start(ExecutionPlan.Target.ofStage(plan, boundary, output), boundary, options);
    StageExecution stage =
        new StageExecution(
            started.chosen().pipelines().profile(), started.graph(), started.chosen().sink());
    synchronized (stages) {
      stages.add(stage);
    }
    var _ = stage.ended().whenComplete((done, failure) -> remove(stage));
    return stage;
  }

  private void remove(StageExecution stage) {
    synchronized (stages) {
      stages.remove(stage);
    }
  }

  /** What runs, and how. */
  private record Started<S extends SinkFactory>(ExecutionPlan<S> chosen, ExecutionGraph graph) {}

  private <S extends SinkFactory> Started<S> start(
      ExecutionPlan.Target<S> target, StageBoundary boundary, QueryOptions options) {
    boolean started = false;
    try {
      ExecutionPlan<S> chosen = ExecutionPlan.choose(target, settings(options));
      ExecutionGraph graph =
          scheduler.start(
              chosen.pipelines(),
              options.withBatchSize(chosen.settings().batchSize()),
              chosen.floors());
      started = true;
      // sources have closed what they read; this is for inputs that the plan does not mention
      graph.closeAtEnd(boundary);
      return new Started<>(chosen, graph);
    } finally {
      if (!started) {
        boundary.close();
      }
    }
  }

  /** How {@link #start} would run the plan; runs nothing. */
  public MemoryForecast forecast(PlanNode plan, QueryOptions options) {
    ExecutionSettings settings = settings(options);
    ExecutionPlan.Target<ResultBuffer> target = ExecutionPlan.Target.ofQuery(plan);
    ExecutionPlan<ResultBuffer> chosen = ExecutionPlan.choose(target, settings);
    return new MemoryForecast(
        chosen.settings().batchSize(),
        chosen.floors(),
        ExecutionPlan.smallestLimitBytes(target, settings),
        chosen.pipelines().profile());
  }

  private ExecutionSettings settings(QueryOptions options) {
    long limit = Math.min(options.memoryLimitBytes(), memory.limitBytes());
    return new ExecutionSettings(options.batchSize(), pool.parallelism(), limit);
  }

  /**
   * Cancels all queries and stages and waits until none of their drivers runs. Not for a thread of
   * the pool.
   */
  @Override
  public void close() {
    scheduler.close();
    List<StageExecution> ending;
    synchronized (stages) {
      ending = List.copyOf(stages);
    }
    ending.forEach(stage -> stage.ended().handle((done, failure) -> null).join());
  }
}
