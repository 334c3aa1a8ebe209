package io.scheelite.scheduler.job;

import java.time.Duration;

/**
 * The bounds of a {@link JobScheduler}.
 *
 * @param maxTaskFailures own failures of one task, at which its job fails; at least 1
 * @param maxResourceFailures own failures of one task for want of memory, disk or files ({@code
 *     ErrorCode.Source.RESOURCE}), at which its job fails: executors are alike, and what is too
 *     much for two is too much for a third; from 1 to {@code maxTaskFailures}
 * @param maxStageAttempts attempts of one stage in a row that lose an output which the stage had
 *     lost before, at which its job fails; at least 1
 * @param maxTaskAttempts attempts of one task at which its job fails, whatever ended them but the
 *     first loss of an output: a bound for tasks that kill their executors; at least {@code
 *     maxTaskFailures}
 * @param noExecutorTimeout how long a job that needs executors waits while there is none
 * @param taskCores cores that a task takes; 0 = all cores of its executor
 */
public record SchedulerConfig(
    int maxTaskFailures,
    int maxResourceFailures,
    int maxStageAttempts,
    int maxTaskAttempts,
    Duration noExecutorTimeout,
    int taskCores) {
  /** Checks all bounds. */
  public SchedulerConfig {
    require(maxTaskFailures >= 1, "maxTaskFailures must be at least 1", maxTaskFailures);
    require(
        maxResourceFailures >= 1 && maxResourceFailures <= maxTaskFailures,
        "maxResourceFailures must be from 1 to maxTaskFailures",
        maxResourceFailures);
    require(maxStageAttempts >= 1, "maxStageAttempts must be at least 1", maxStageAttempts);
    require(
        maxTaskAttempts >= maxTaskFailures,
        "maxTaskAttempts must not be below maxTaskFailures",
        maxTaskAttempts);
    require(
        noExecutorTimeout.isPositive(), "noExecutorTimeout must be positive", noExecutorTimeout);
    require(taskCores >= 0, "taskCores must not be negative", taskCores);
  }

  /**
   * 4 failures of a task, 2 for want of resources, 4 attempts of a stage, 20 of a task; 30 s
   * without executors.
   */
  public static SchedulerConfig defaults() {
    return new SchedulerConfig(4, 2, 4, 20, Duration.ofSeconds(30), 0);
  }

  public SchedulerConfig withNoExecutorTimeout(Duration timeout) {
    return new SchedulerConfig(
        maxTaskFailures,
        maxResourceFailures,
        maxStageAttempts,
        maxTaskAttempts,
        timeout,
        taskCores);
  }

  public SchedulerConfig withTaskCores(int cores) {
    return new SchedulerConfig(
        maxTaskFailures,
        maxResourceFailures,
        maxStageAttempts,
        maxTaskAttempts,
        noExecutorTimeout,
        cores);
  }

  private static void require(boolean holds, String message, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(message + ": value=" + value);
    }
  }
}
