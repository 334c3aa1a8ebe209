package io.scheelite.scheduler.job;

import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.message.TaskId;
import io.scheelite.scheduler.message.TaskMetrics;
import io.scheelite.shuffle.MapOutputId;
import org.jspecify.annotations.Nullable;

/** Something that a scheduler did or learnt. */
public sealed interface SchedulerEvent {
  /** A job was accepted. */
  record JobStarted(int job, JobSpec spec) implements SchedulerEvent {}

  /**
   * A job is over.
   *
   * @param failure why it failed, or null
   */
  record JobEnded(int job, @Nullable ScheeliteException failure) implements SchedulerEvent {}

  /**
   * The first task of a stage, or of a new attempt of it, starts.
   *
   * @param attempt 0 for the first, more after fetch failures
   */
  record StageStarted(int job, int stage, int attempt) implements SchedulerEvent {}

  /** All tasks of a stage have ended well. May happen again after an output was lost. */
  record StageCompleted(int job, int stage) implements SchedulerEvent {}

  /**
   * An attempt was sent to an executor.
   *
   * @param executor its id; for the root stage {@link JobScheduler#DRIVER}
   */
  record TaskLaunched(TaskId task, int generation, String executor) implements SchedulerEvent {}

  /** An attempt ended well and its output counts. */
  record TaskSucceeded(TaskId task, TaskMetrics metrics) implements SchedulerEvent {}

  /**
   * A task has to run again.
   *
   * @param attempt the attempt that did not do, or whose output was lost
   */
  record TaskRetried(TaskId attempt, RetryReason reason, String detail) implements SchedulerEvent {}

  /** A map output is lost; it will be recomputed if somebody still needs it. */
  record OutputLost(MapOutputId output, String detail) implements SchedulerEvent {}

  /** An output that had been lost is there again. */
  record OutputRecomputed(MapOutputId output) implements SchedulerEvent {}

  /** A result came from an attempt that counts no more. */
  record ResultIgnored(TaskId attempt) implements SchedulerEvent {}

  /** Tasks may run on a new executor. */
  record ExecutorAdded(String executor, int cores) implements SchedulerEvent {}

  /** An executor is gone, with all attempts on it. */
  record ExecutorLost(String executor, String detail) implements SchedulerEvent {}
}
