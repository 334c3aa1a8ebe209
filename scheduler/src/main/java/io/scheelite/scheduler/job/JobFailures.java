package io.scheelite.scheduler.job;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.message.TaskOutcome;
import java.time.Duration;

/** Says in one sentence why a job fails. */
final class JobFailures {
  private JobFailures() {}

  /** Something went wrong in the scheduler itself, or where it sends tasks from. */
  static ScheeliteException typed(RuntimeException failure) {
    return failure instanceof ScheeliteException known
        ? known
        : new JobFailedException(ErrorCode.INTERNAL, "scheduler failed: " + failure, failure);
  }

  /**
   * A task has used up its own failures: the last one, as if it had happened here, and behind it
   * how often it was tried.
   */
  static JobFailedException failedTooOften(Attempt attempt, ScheeliteException last) {
    String sentence = String.valueOf(last.getMessage());
    String message =
        sentence
            + (sentence.indexOf('\n') < 0 ? ' ' : '\n')
            + "taskFailures="
            + attempt.task().failures()
            + " "
            + where(attempt)
            + " executor="
            + attempt.executor();
    return new JobFailedException(last.code(), message, last);
  }

  /** A task has used up its attempts, whatever ended them. */
  static JobFailedException startedTooOften(Attempt attempt, RetryReason reason, String detail) {
    String message =
        "task was started too often and never came to an end: "
            + where(attempt)
            + " attempts="
            + attempt.task().attemptsSinceDone()
            + " last: "
            + reason
            + " "
            + detail;
    return new JobFailedException(
        reason == RetryReason.FETCH_FAILED ? ErrorCode.SHUFFLE_FETCH_FAILED : ErrorCode.WORKER_LOST,
        message);
  }

  /** A stage has used up its attempts. */
  static JobFailedException inputsLostTooOften(
      Attempt attempt, int attemptsInARow, TaskOutcome.FetchFailed last) {
    String message =
        "stage lost the same outputs again and again: stage="
            + attempt.id().stage()
            + " attempts="
            + attemptsInARow
            + " last failure: "
            + last.reason()
            + " output="
            + last.output()
            + " service="
            + last.service();
    return new JobFailedException(ErrorCode.SHUFFLE_FETCH_FAILED, message);
  }

  /**
   * A task wrote other rows than before, too late to throw away what was made of the first ones.
   */
  static JobFailedException notDeterministic(Attempt attempt) {
    String message =
        "stage is not deterministic: a lost output was computed again with other rows, and rows"
            + " computed from the first ones are in the result already: "
            + where(attempt);
    return new JobFailedException(ErrorCode.SHUFFLE_FETCH_FAILED, message);
  }

  /** Nobody is there to run tasks. */
  static JobFailedException noExecutor(Job job, Duration waited) {
    String message =
        "no executor to run on: the job waited and gave up: job="
            + job.name()
            + " waited="
            + waited;
    return new JobFailedException(ErrorCode.WORKER_LOST, message);
  }

  private static String where(Attempt attempt) {
    return "stage=" + attempt.id().stage() + " task=" + attempt.id().task();
  }
}
