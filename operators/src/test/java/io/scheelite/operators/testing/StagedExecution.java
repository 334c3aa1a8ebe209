package io.scheelite.operators.testing;

import io.scheelite.operators.distributed.Stage;
import io.scheelite.operators.distributed.StagePlan;
import io.scheelite.operators.distributed.StageTasks;
import io.scheelite.operators.distributed.TaskAssignment;
import io.scheelite.operators.distributed.TaskPlan;
import io.scheelite.operators.exchange.ExchangeInput;
import io.scheelite.operators.exchange.KeySample;
import io.scheelite.operators.exchange.RangeBounds;
import io.scheelite.operators.exchange.StageBoundary;
import io.scheelite.operators.exchange.StageOutput;
import io.scheelite.operators.execution.LocalRuntime;
import io.scheelite.operators.execution.QueryExecution;
import io.scheelite.operators.execution.StageExecution;
import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.QueryOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plan in stages within one process, stage by stage and task by task, the last task first:
 * what comes out must not depend on who is done when. For one plan and one thread.
 */
public final class StagedExecution {
  private static final int SAMPLE_ROWS = 100;
  private static final int TIMEOUT_SECONDS = 300;

  private final LocalRuntime runtime;
  private final StagePlan plan;
  private final int wantedTasks;
  private final QueryOptions options;
  private final Map<Integer, InMemoryExchange> exchanges = new HashMap<>();
  private final Map<Integer, List<KeySample>> samples = new HashMap<>();
  private final Map<Integer, Long> rows = new HashMap<>();

  /** On the threads and the memory of {@code runtime}. */
  public StagedExecution(
      LocalRuntime runtime, StagePlan plan, int wantedTasks, QueryOptions options) {
    this.runtime = runtime;
    this.plan = plan;
    this.wantedTasks = wantedTasks;
    this.options = options;
  }

  /** Runs all stages but the root, and starts that one; whoever reads the result closes it. */
  public QueryExecution start() {
    for (Stage stage : plan.stages()) {
      if (!stage.isRoot()) {
        run(stage);
      }
    }
    Stage root = plan.root();
    List<TaskAssignment> tasks = StageTasks.of(plan, root, wantedTasks);
    if (tasks.size() != 1) {
      throw new AssertionError("root stage has several tasks: " + plan.text());
    }
    TaskAssignment task = tasks.getFirst();
    StageBoundary boundary = new StageBoundary(inputs(root, task), null);
    return runtime.start(TaskPlan.of(root.plan(), task), boundary, options);
  }

  /** Rows that the tasks of a stage have written, those for all tasks counted once. */
  public long rows(int stage) {
    return rows.getOrDefault(stage, 0L);
  }

  /** Rows that all stages have written. */
  public long rows() {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  private void run(Stage stage) {
    exchanges.put(stage.id(), new InMemoryExchange(stage.numPartitions()));
    samples.put(stage.id(), new ArrayList<>());
    for (TaskAssignment task : StageTasks.of(plan, stage, wantedTasks).reversed()) {
      StageExecution execution =
          runtime.startStage(
              TaskPlan.of(stage.plan(), task),
              new StageBoundary(inputs(stage, task), output(stage, task)),
              options);
      await(execution);
      rows.merge(stage.id(), execution.numRows(), Long::sum);
      KeySample sample = execution.sample();
      if (sample != null) {
        samples.get(stage.id()).add(sample);
      }
    }
  }

  private static void await(StageExecution execution) {
    try {
      execution.ended().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private Map<Integer, ExchangeInput> inputs(Stage stage, TaskAssignment task) {
    Map<Integer, ExchangeInput> inputs = new HashMap<>();
    for (PlanNode.ExchangeRead read : stage.reads()) {
      InMemoryExchange exchange = Objects.requireNonNull(exchanges.get(read.stage()));
      List<Integer> partitions = task.partitionsOf(read, exchange.numPartitions());
      if (inputs.put(read.stage(), exchange.input(partitions)) != null) {
        throw new AssertionError("stage reads another one twice: " + plan.text());
      }
    }
    return inputs;
  }

  private StageOutput output(Stage stage, TaskAssignment task) {
    Distribution distribution = Objects.requireNonNull(stage.output());
    StageOutput.Sampling sampling =
        stage.samples()
            ? new StageOutput.Sampling(stage.sampleKeys(), SAMPLE_ROWS)
            : StageOutput.Sampling.NONE;
    return new StageOutput(
        distribution,
        exchanges.get(stage.id()).output(task.task()),
        task.task(),
        bounds(stage),
        sampling);
  }

  private @Nullable RangeBounds bounds(Stage stage) {
    int sampled = stage.boundsStage();
    return sampled < 0 ? null : RangeBounds.of(samples.get(sampled), stage.numPartitions());
  }
}
