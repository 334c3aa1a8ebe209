package io.scheelite.scheduler.job;

/** Why an attempt has to be made again. */
public enum RetryReason {
  /** The task itself failed: counts towards the job's failure. */
  FAILED(true),
  /** Its executor went away. */
  EXECUTOR_LOST(false),
  /** A map output that it reads could not be read. */
  FETCH_FAILED(false),
  /** It was stopped by somebody else than the scheduler, or its commit was denied. */
  CANCELLED(false),
  /** What it had read was replaced by other rows. */
  INPUT_CHANGED(false),
  /** Its map output, already complete, was lost. */
  OUTPUT_LOST(false);

  private final boolean counted;

  RetryReason(boolean counted) {
    this.counted = counted;
  }

  /** Whether it counts as a failure of the task. */
  public boolean counted() {
    return counted;
  }
}
