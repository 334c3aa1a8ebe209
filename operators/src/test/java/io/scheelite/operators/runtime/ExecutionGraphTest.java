package io.scheelite.operators.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.memory.MemoryLimitExceededException;
import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.TestMemory;
import io.scheelite.memory.WaitClock;
import io.scheelite.operators.runtime.ScriptedPipeline.Fault;
import io.scheelite.operators.runtime.ScriptedPipeline.PlannedFailure;
import io.scheelite.spill.SpillConfig;
import io.scheelite.spill.SpillManager;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs scripted pipelines on one test thread, step by step, and on a real pool. */
class ExecutionGraphTest {
  private static final Fault NO_FAULT = new Fault(-1);

  /** Runs tasks in order when told to, on the calling thread. */
  private static final class ManualExecutor implements Executor {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
      tasks.addLast(task);
    }

    void runAll() {
      while (!tasks.isEmpty()) {
        tasks.removeFirst().run();
      }
    }
  }

  private final ManualExecutor executor = new ManualExecutor();
  private final MemoryManager memory = new MemoryManager(TestMemory.config(64 << 20), executor);

  private final SpillManager spill = new SpillManager(SpillConfig.defaults());

  @AfterEach
  void nothingIsLeft() {
    assertThat(memory.outstandingBytes()).isZero();
    assertThat(memory.leaks()).isEmpty();
    memory.close();
    spill.close();
  }

  private ExecutionGraph start(List<Pipeline> pipelines, int threads) {
    QueryScheduler runtime =
        new QueryScheduler(WorkerPool.hosted(executor, threads), memory, spill, WaitClock.SYSTEM);
    return runtime.start(
        new QueryPipelines(pipelines, new ExecutionProfile()),
        QueryOptions.defaults("query"),
        FloorPlan.concurrent(pipelines, threads));
  }

  private void finish(ExecutionGraph graph) {
    executor.runAll();
    assertThat(graph.ended()).isDone();
    graph.release();
    executor.runAll();
  }

  @Test
  void runsPipelinesInOrderOfTheirDependencies() {
    ScriptedPipeline build = new ScriptedPipeline(5, 2, NO_FAULT, executor);
    ScriptedPipeline probe = new ScriptedPipeline(7, 3, NO_FAULT, executor);
    Pipeline first = build.pipeline("build", List.of(), List.of());
    Pipeline second =
        probe.pipeline("probe", List.of(first), List.of(probe.new Doubler(), probe.new Doubler()));
    ExecutionGraph graph = start(List.of(first, second), 2);
    finish(graph);
    assertThat(graph.ended()).isCompleted();
    assertThat(build.rows.get()).isEqualTo(5 * ScriptedPipeline.ROWS_PER_BATCH);
    // 7 batches of 100 rows, twice, twice; two drivers each with a tail row from the first
    // transform, which
    // the second doubles, and one of its own
    assertThat(probe.rows.get()).isEqualTo(4 * 7 * ScriptedPipeline.ROWS_PER_BATCH + 2 * (2 + 1));
    assertThat(build.finishTasksRun.get()).isEqualTo(3);
    assertThat(build.stateClosed.get()).isEqualTo(1);
    assertThat(probe.stateClosed.get()).isEqualTo(1);
    assertThat(build.open() + probe.open()).isZero();
  }

  @Test
  void failureAtEachCallUnwindsEverythingOnce() {
    int calls = runWithFaultAt(-1);
    assertThat(calls).isGreaterThan(50);
    for (int failing = 1; failing <= calls; failing++) {
      runWithFaultAt(failing);
    }
  }

  private int runWithFaultAt(int failing) {
    Fault fault = new Fault(failing);
    ScriptedPipeline build = new ScriptedPipeline(3, 2, fault, executor);
    ScriptedPipeline probe = new ScriptedPipeline(3, 2, fault, executor);
    Pipeline first = build.pipeline("build", List.of(), List.of(build.new Doubler()));
    Pipeline second = probe.pipeline("probe", List.of(first), List.of(probe.new Doubler()));
    ExecutionGraph graph = start(List.of(first, second), 2);
    finish(graph);
    if (failing > 0) {
      assertThatThrownBy(() -> graph.ended().join()).hasCauseInstanceOf(PlannedFailure.class);
    }
    assertThat(build.open() + probe.open()).as("open after fault %s", failing).isZero();
    assertThat(build.closedTwice() + probe.closedTwice()).isZero();
    assertThat(build.stateClosed.get()).as("states after fault %s", failing).isEqualTo(1);
    assertThat(probe.stateClosed.get()).isEqualTo(1);
    assertThat(memory.outstandingBytes()).isZero();
    return fault.calls();
  }

  @Test
  void cancelEndsDriversThatWaitForever() {
    Executor never = task -> {};
    ScriptedPipeline waiting = new ScriptedPipeline(3, 2, NO_FAULT, never);
    ExecutionGraph graph = start(List.of(waiting.pipeline("waiting", List.of(), List.of())), 2);
    executor.runAll();
    assertThat(graph.ended()).isNotDone();
    assertThat(waiting.open()).isEqualTo(4);
    graph.cancel();
    finish(graph);
    assertThatThrownBy(() -> graph.ended().join())
        .hasCauseInstanceOf(QueryCancelledException.class)
        .hasMessageContaining("query was cancelled: query=query");
    assertThat(waiting.open()).isZero();
  }

  @Test
  void waitThatFailsFailsTheQuery() {
    CompletableFuture<Void> timedOut = new CompletableFuture<>();
    SinkFactory sinks = new WaitingSinks(timedOut);
    ScriptedPipeline scripted = new ScriptedPipeline(3, 1, NO_FAULT, null);
    Pipeline pipeline = scripted.pipeline("wait", List.of(), List.of());
    pipeline =
        new Pipeline(
            "wait",
            pipeline.source(),
            List.of(),
            new Operator<>(sinks, new OperatorStats("sink")),
            List.of());
    ExecutionGraph graph = start(List.of(pipeline), 1);
    executor.runAll();
    assertThat(graph.ended()).isNotDone();
    timedOut.completeExceptionally(new PlannedFailure("timeout"));
    finish(graph);
    assertThatThrownBy(() -> graph.ended().join()).hasCauseInstanceOf(PlannedFailure.class);
  }

  private record WaitingSinks(CompletableFuture<Void> waitFor) implements SinkFactory {
    @Override
    public Sink create(DriverContext context) {
      return new Sink() {
        @Override
        public CompletableFuture<Void> prepare(Batch input) {
          return waitFor;
        }

        @Override
        public void consume(Batch input) {
          throw new AssertionError("consumed without memory");
        }

        @Override
        public @Nullable CompletableFuture<Void> finish() {
          return null;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public long floorBytes() {
      return 0;
    }

    @Override
    public void close() {}
  }

  @Test
  void limitStopsWhatComesBeforeIt() {
    ScriptedPipeline endless = new ScriptedPipeline(Integer.MAX_VALUE, 2, NO_FAULT, null);
    Pipeline pipeline =
        endless.pipeline("limit", List.of(), List.of(endless.new Doubler(), new StopAfter(3)));
    ExecutionGraph graph = start(List.of(pipeline), 1);
    finish(graph);
    assertThat(graph.ended()).isCompleted();
    assertThat(endless.rows.get()).isEqualTo(3L * ScriptedPipeline.ROWS_PER_BATCH);
  }

  /** Passes so many batches. */
  private record StopAfter(int numBatches) implements TransformFactory {
    @Override
    public Transform create(DriverContext context) {
      return new Transform() {
        private int left = numBatches;
        private @Nullable Batch batch;

        @Override
        public void accept(Batch input) {
          batch = input;
          left--;
        }

        @Override
        public @Nullable Batch next() {
          Batch result = batch;
          batch = null;
          return result;
        }

        @Override
        public boolean finished() {
          return left == 0;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public long floorBytes() {
      return 0;
    }
  }

  @Test
  void fourQueriesShareOneThreadAndALimitOfTheirFloors() {
    ScriptedPipeline[] scripts = new ScriptedPipeline[4];
    Pipeline[] pipelines = new Pipeline[4];
    long floors = 0;
    for (int i = 0; i < 4; i++) {
      scripts[i] = new ScriptedPipeline(200, 2, NO_FAULT, null);
      pipelines[i] = scripts[i].pipeline("q" + i, List.of(), List.of(scripts[i].new Doubler()));
      floors += FloorPlan.sequential(List.of(pipelines[i]), 1).floorBytes();
    }
    try (WorkerPool pool = WorkerPool.owned("worker", 1);
        MemoryManager tight = new MemoryManager(TestMemory.config(floors), pool.executor());
        QueryScheduler runtime = new QueryScheduler(pool, tight, spill, WaitClock.SYSTEM)) {
      List<ExecutionGraph> graphs =
          Stream.of(pipelines)
              .map(
                  pipeline ->
                      runtime.start(
                          new QueryPipelines(List.of(pipeline), new ExecutionProfile()),
                          QueryOptions.defaults("query"),
                          FloorPlan.sequential(List.of(pipeline), 1)))
              .toList();
      for (ExecutionGraph graph : graphs) {
        graph.ended().orTimeout(60, TimeUnit.SECONDS).join();
        graph.release();
      }
      for (ScriptedPipeline script : scripts) {
        assertThat(script.rows.get()).isEqualTo(2 * 200 * ScriptedPipeline.ROWS_PER_BATCH + 1);
      }
      assertThat(tight.outstandingBytes()).isZero();
    }
  }

  @Test
  void refusesALimitBelowTheFloorAndNamesTheSmallestThatWouldDo() {
    ScriptedPipeline script = new ScriptedPipeline(1, 2, NO_FAULT, null);
    Pipeline pipeline = script.pipeline("q", List.of(), List.of(script.new Doubler()));
    long floor = FloorPlan.sequential(List.of(pipeline), 1).floorBytes();
    QueryScheduler runtime =
        new QueryScheduler(WorkerPool.hosted(executor, 2), memory, spill, WaitClock.SYSTEM);
    ExecutionGraph graph =
        runtime.start(
            new QueryPipelines(List.of(pipeline), new ExecutionProfile()),
            QueryOptions.defaults("query").withMemoryLimitBytes(floor - 1),
            FloorPlan.sequential(List.of(pipeline), 1));
    finish(graph);
    assertThatThrownBy(() -> graph.ended().join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            MemoryLimitExceededException.class,
            e -> assertThat(e.sufficientLimitBytes()).isEqualTo(floor));
    assertThat(script.open()).isZero();
  }
}
