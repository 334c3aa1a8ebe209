package io.scheelite.scheduler.simulation;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.job.JobScheduler;
import io.scheelite.scheduler.job.RetryReason;
import io.scheelite.scheduler.job.SchedulerEvent;
import io.scheelite.scheduler.job.SchedulerListener;
import io.scheelite.scheduler.message.TaskId;
import io.scheelite.shuffle.MapOutputId;
import java.util.HashMap;
import java.util.Map;

/**
 * Compares what the scheduler says with what really happened in the simulated world, and keeps its
 * own counts of failures to judge whether a job may fail.
 */
final class Truth implements SchedulerListener {
  private static final int MAX_FAILURES = 4;
  private static final int MAX_STAGE_ATTEMPTS = 4;
  private static final int MAX_ATTEMPTS = 20;

  private record TaskKey(int job, int stage, int task) {
    static TaskKey of(TaskId id) {
      return new TaskKey(id.job(), id.stage(), id.task());
    }
  }

  private record OutputKey(int shuffle, int map) {}

  private record StageKey(int job, int stage) {}

  private final SimulationWorld world;
  private final Map<TaskKey, Integer> ownFailures = new HashMap<>();
  private final Map<TaskKey, Integer> attempts = new HashMap<>();
  private final Map<StageKey, Integer> fetchFailures = new HashMap<>();
  private final Map<OutputKey, Integer> losses = new HashMap<>();
  private int numLosses;
  private int numRecomputed;

  Truth(SimulationWorld world) {
    this.world = world;
  }

  int numLosses() {
    return numLosses;
  }

  /** Attempts that a task had. */
  int attempts(int job, int stage, int task) {
    return attempts.getOrDefault(new TaskKey(job, stage, task), 0);
  }

  int numRecomputed() {
    return numRecomputed;
  }

  @Override
  public void happened(SchedulerEvent event) {
    world.trace(event.toString());
    switch (event) {
      case SchedulerEvent.TaskLaunched launched -> launched(launched);
      case SchedulerEvent.TaskRetried retried -> retried(retried);
      case SchedulerEvent.OutputLost lost -> lost(lost.output());
      case SchedulerEvent.OutputRecomputed again -> recomputed(again.output());
      case SchedulerEvent.JobStarted _,
          SchedulerEvent.JobEnded _,
          SchedulerEvent.StageStarted _,
          SchedulerEvent.StageCompleted _,
          SchedulerEvent.TaskSucceeded _,
          SchedulerEvent.ResultIgnored _,
          SchedulerEvent.ExecutorAdded _,
          SchedulerEvent.ExecutorLost _ -> {}
    }
  }

  private void launched(SchedulerEvent.TaskLaunched launched) {
    TaskId id = launched.task();
    int before = attempts.merge(TaskKey.of(id), 1, Integer::sum) - 1;
    world.check(id.attempt() == before, "attempts are not numbered one by one: " + id);
    int lost = losses.getOrDefault(outputOf(id), 0);
    world.check(
        launched.generation() == lost,
        "generation is not the number of losses: " + launched + " losses=" + lost);
  }

  private void retried(SchedulerEvent.TaskRetried retried) {
    TaskId id = retried.attempt();
    if (retried.reason() == RetryReason.FAILED) {
      int failures = ownFailures.merge(TaskKey.of(id), 1, Integer::sum);
      world.check(failures <= MAX_FAILURES, "task was tried after its last failure: " + id);
    }
    if (retried.reason() == RetryReason.FETCH_FAILED) {
      fetchFailures.merge(new StageKey(id.job(), id.stage()), 1, Integer::sum);
    }
    if (retried.reason() == RetryReason.INPUT_CHANGED) {
      world.check(world.isUnstable(), "rows have changed, but every stage is deterministic: " + id);
    }
  }

  private void lost(MapOutputId output) {
    numLosses++;
    losses.merge(new OutputKey(output.shuffle(), output.map()), 1, Integer::sum);
    world.check(
        world.isUnstable() || world.mayBeLost(output), "output was not lost at all: " + output);
  }

  private void recomputed(MapOutputId output) {
    numRecomputed++;
    int lost = losses.getOrDefault(new OutputKey(output.shuffle(), output.map()), 0);
    world.check(output.generation() == lost, "output was recomputed without a loss: " + output);
  }

  private static OutputKey outputOf(TaskId id) {
    return new OutputKey(JobScheduler.shuffleOf(id.job(), id.stage()), id.task());
  }

  /** Fails unless the rules allow this failure after what has happened. */
  void judge(int job, ScheeliteException failure) {
    String message = String.valueOf(failure.getMessage());
    boolean allowed;
    if (failure.code() == ErrorCode.CANCELLED) {
      allowed = world.wasCancelled(job);
    } else if (message.contains(" taskFailures=")) {
      allowed = anyTask(ownFailures, job, MAX_FAILURES);
    } else if (message.startsWith("task was started too often")) {
      allowed = anyTask(attempts, job, MAX_ATTEMPTS);
    } else if (message.startsWith("stage lost the same outputs again")) {
      allowed =
          mostLosses(job) >= 2
              && fetchFailures.entrySet().stream()
                  .anyMatch(e -> e.getKey().job() == job && e.getValue() > MAX_STAGE_ATTEMPTS);
    } else if (message.startsWith("no executor to run on")) {
      allowed = world.hadNoExecutors();
    } else if (message.startsWith("stage is not deterministic")) {
      allowed = world.isUnstable() && world.wereRowsHandedOn(job);
    } else {
      allowed = false;
    }
    world.check(allowed, "job must not fail so: job=" + job + " failure=" + failure);
  }

  /** How often that output of a job was lost that was lost most often. */
  private int mostLosses(int job) {
    return losses.entrySet().stream()
        .filter(entry -> JobScheduler.jobOf(entry.getKey().shuffle()) == job)
        .mapToInt(Map.Entry::getValue)
        .max()
        .orElse(0);
  }

  private static boolean anyTask(Map<TaskKey, Integer> counts, int job, int least) {
    return counts.entrySet().stream()
        .anyMatch(entry -> entry.getKey().job() == job && entry.getValue() >= least);
  }
}
