package io.scheelite.operators.execution;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.TestMemory;
import io.scheelite.memory.WaitClock;
import io.scheelite.operators.runtime.ExecutionGraph;
import io.scheelite.operators.runtime.ExecutionProfile;
import io.scheelite.operators.runtime.FloorPlan;
import io.scheelite.operators.runtime.Operator;
import io.scheelite.operators.runtime.OperatorStats;
import io.scheelite.operators.runtime.Pipeline;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.operators.runtime.QueryPipelines;
import io.scheelite.operators.runtime.QueryScheduler;
import io.scheelite.operators.runtime.SinkFactory;
import io.scheelite.operators.runtime.SourceFactory;
import io.scheelite.operators.runtime.TransformFactory;
import io.scheelite.operators.runtime.WorkerPool;
import io.scheelite.operators.testing.BatchRows;
import io.scheelite.operators.testing.TestSpill;
import io.scheelite.testsupport.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs chains of operators as the engine does: drivers on a pool, memory from a manager, results
 * through a cursor. By default every operator is made to give back its state at every batch border.
 *
 * <p>Closing it fails if any memory was not given back or any file is left. For one test thread.
 */
public final class OperatorHarness implements AutoCloseable {
  private final WorkerPool pool;
  private final MemoryManager memory;
  private final TestSpill spill = new TestSpill();
  private final QueryScheduler scheduler;
  private final List<OperatorStats> stats = new ArrayList<>();
  private boolean reclaimAlways = true;
  private int batchSize;

  /** In the {@link World} of this run, with so much memory. */
  public OperatorHarness(long memoryBytes) {
    this(memoryBytes, World.current().threads());
  }

  /** With so much memory and so many threads. */
  public OperatorHarness(long memoryBytes, int threads) {
    pool = WorkerPool.owned("harness", threads);
    memory = new MemoryManager(TestMemory.config(memoryBytes), pool.executor());
    scheduler = new QueryScheduler(pool, memory, spill.manager(), WaitClock.SYSTEM);
    batchSize = Math.min(64, World.current().batchSize());
  }

  /** Whether to force reclaims; true at first. */
  public OperatorHarness reclaimAlways(boolean wanted) {
    reclaimAlways = wanted;
    return this;
  }

  /** Most rows per batch; 64 at first, so that few rows make many batches. */
  public OperatorHarness batchSize(int rows) {
    batchSize = rows;
    return this;
  }

  /** Most rows per batch. */
  public int batchSize() {
    return batchSize;
  }

  /** The memory manager behind it. */
  public MemoryManager memory() {
    return memory;
  }

  /** Where it spills to. */
  public TestSpill spill() {
    return spill;
  }

  /** Bytes spilled by the operators of all runs so far. */
  public long spilledBytes() {
    return stats.stream().mapToLong(OperatorStats::spilledBytes).sum();
  }

  /** What operators have noted about the paths they chose. */
  public List<String> notes() {
    return stats.stream().flatMap(operator -> operator.notes().stream()).toList();
  }

  /** A factory with counters of its own. */
  public <F> Operator<F> operator(F factory) {
    OperatorStats own = new OperatorStats(factory.getClass().getSimpleName());
    stats.add(own);
    return new Operator<>(factory, own);
  }

  /** A pipeline. */
  public Pipeline pipeline(
      SourceFactory source,
      List<TransformFactory> transforms,
      SinkFactory sink,
      Pipeline... dependencies) {
    List<Operator<TransformFactory>> steps = new ArrayList<>();
    transforms.forEach(transform -> steps.add(operator(transform)));
    return new Pipeline(
        "pipeline", operator(source), steps, operator(sink), Arrays.asList(dependencies));
  }

  /**
   * Runs pipelines and then the last one, which consists of these operators and ends in the result.
   *
   * @return the result; to be closed
   */
  public ResultCursor start(
      Schema schema,
      SourceFactory source,
      List<TransformFactory> transforms,
      Pipeline... dependencies) {
    ResultBuffer result = new ResultBuffer();
    List<Pipeline> pipelines = new ArrayList<>(Arrays.asList(dependencies));
    pipelines.add(pipeline(source, transforms, result, dependencies));
    ExecutionGraph graph =
        scheduler.start(
            new QueryPipelines(pipelines, new ExecutionProfile()),
            QueryOptions.defaults("query")
                .withBatchSize(batchSize)
                .withReclaimAlways(reclaimAlways),
            floors(pipelines));
    var _ = graph.ended().whenComplete((done, failure) -> result.end());
    return new ResultCursor(schema, result, graph);
  }

  private FloorPlan floors(List<Pipeline> pipelines) {
    FloorPlan wanted = FloorPlan.sequential(pipelines, pool.parallelism());
    return wanted.floorBytes() <= memory.config().offHeapBytes() / 2
        ? wanted
        : FloorPlan.sequential(pipelines, 1);
  }

  /** All rows of {@link #start}. */
  public List<List<@Nullable Object>> run(
      Schema schema,
      SourceFactory source,
      List<TransformFactory> transforms,
      Pipeline... dependencies) {
    try (ResultCursor cursor = start(schema, source, transforms, dependencies)) {
      return readAll(cursor);
    }
  }

  /** The rows that a cursor still has. */
  public static List<List<@Nullable Object>> readAll(ResultCursor cursor) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Batch batch = cursor.next(); batch != null; batch = cursor.next()) {
      rows.addAll(BatchRows.of(batch));
    }
    return rows;
  }

  /** Ends the threads; fails if memory is outstanding or was leaked. */
  @Override
  public void close() {
    scheduler.close();
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
  }
}
