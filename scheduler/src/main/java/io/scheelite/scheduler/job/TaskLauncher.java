package io.scheelite.scheduler.job;

import io.scheelite.scheduler.message.TaskId;

/**
 * Starts and cancels attempts somewhere. What becomes of an attempt is told later, on the loop, by
 * {@link JobScheduler#taskEnded}: exactly once, unless its executor is lost first. Calls return at
 * once and do not call the scheduler back.
 */
public interface TaskLauncher {
  /**
   * Starts an attempt.
   *
   * @throws io.scheelite.memory.ScheeliteException if it cannot be described: the job fails with it
   */
  void launch(TaskLaunch launch);

  /**
   * Asks an attempt to stop. It still ends with an outcome: cancelled, or what it came to before.
   * An attempt that is not known any more may be ignored.
   */
  void cancel(TaskId attempt);
}
