package io.scheelite.scheduler.application;

import io.scheelite.operators.distributed.DistributedPlanner;
import io.scheelite.operators.distributed.DistributionOptions;
import io.scheelite.operators.distributed.Stage;
import io.scheelite.operators.distributed.StageCutter;
import io.scheelite.operators.distributed.StagePlan;
import io.scheelite.operators.distributed.StageTasks;
import io.scheelite.operators.distributed.TaskAssignment;
import io.scheelite.operators.exchange.KeySample;
import io.scheelite.operators.exchange.RangeBounds;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.scheduler.job.JobSpec;
import io.scheelite.scheduler.job.StageSpec;
import io.scheelite.scheduler.job.TaskLaunch;
import io.scheelite.scheduler.message.TaskDescription;
import io.scheelite.scheduler.message.TaskInput;
import io.scheelite.scheduler.message.TaskOutput;
import io.scheelite.scheduler.plan.PlanCodec;
import io.scheelite.shuffle.MapOutputId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A query cut into stages and tasks, ready to be sent. Immutable.
 *
 * @param tasks of each stage, the root's without splits
 * @param encoded plans of all stages but the root, as executors get them
 */
record QueryStages(
    StagePlan plan, List<List<TaskAssignment>> tasks, List<byte[]> encoded, QueryOptions options) {
  /** Keys that each task reports where ranges are to be found. */
  private static final int SAMPLE_ROWS = 1000;

  /**
   * Cuts a plan.
   *
   * @param slots tasks that run at once
   */
  static QueryStages of(PlanNode plan, int slots, QueryOptions options, PlanCodec codec) {
    StagePlan stages = cut(plan, slots);
    List<List<TaskAssignment>> tasks = new ArrayList<>();
    List<byte[]> encoded = new ArrayList<>();
    for (Stage stage : stages.stages()) {
      if (!stage.isRoot()) {
        tasks.add(StageTasks.of(stages, stage, slots));
        encoded.add(codec.encode(stage.plan()));
      }
    }
    return new QueryStages(stages, tasks, encoded, options);
  }

  static StagePlan cut(PlanNode plan, int slots) {
    DistributionOptions distribution = DistributionOptions.of(slots);
    return StageCutter.cut(DistributedPlanner.plan(plan, distribution), distribution);
  }

  /** Whether all of it runs in this process. */
  boolean isLocal() {
    return plan.stages().size() == 1;
  }

  Stage root() {
    return plan.root();
  }

  int numTasks(int stage) {
    return plan.stage(stage).isRoot() ? 1 : tasks.get(stage).size();
  }

  /** The same for the scheduler. */
  JobSpec job() {
    return new JobSpec(options.name(), plan.stages().stream().map(this::spec).toList());
  }

  private StageSpec spec(Stage stage) {
    int from = stage.boundsStage();
    StageSpec.RangeBoundsSource bounds =
        from < 0
            ? null
            : new StageSpec.RangeBoundsSource(
                from, samples -> bounds(samples, stage.numPartitions()));
    return new StageSpec(stage.id(), numTasks(stage.id()), stage.inputs(), bounds);
  }

  private static byte[] bounds(List<byte[]> samples, int numPartitions) {
    return RangeBounds.of(samples.stream().map(KeySample::decode).toList(), numPartitions)
        .encoded();
  }

  /** What an executor has to know of an attempt. */
  TaskDescription describe(TaskLaunch launch) {
    Stage stage = plan.stage(launch.id().stage());
    List<TaskInput> inputs = new ArrayList<>();
    new TreeMap<>(launch.inputs())
        .forEach((input, outputs) -> inputs.add(new TaskInput(input, outputs)));
    int task = launch.id().task();
    MapOutputId output =
        new MapOutputId(launch.id().application(), launch.shuffle(), task, launch.generation());
    return new TaskDescription(
        launch.id(),
        options.name(),
        encoded.get(stage.id()),
        tasks.get(stage.id()).get(task),
        inputs,
        new TaskOutput(
            output,
            Objects.requireNonNull(stage.output(), "the root is not sent"),
            stage.numPartitions(),
            launch.bounds(),
            stage.sampleKeys(),
            stage.samples() ? SAMPLE_ROWS : 0),
        new TaskDescription.Resources(
            launch.cores(), options.memoryLimitBytes(), options.batchSize()));
  }
}
