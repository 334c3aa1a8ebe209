package io.scheelite.scheduler.executor;

import io.scheelite.scheduler.message.TaskDescription;
import io.scheelite.scheduler.message.TaskOutcome;
import io.scheelite.scheduler.message.TaskProgress;
import java.util.concurrent.CompletableFuture;

/** Runs attempts of tasks. Its methods return at once. */
public interface TaskRunner {
  /** Starts an attempt. What cannot be started has ended when this returns. */
  RunningTask start(TaskDescription task);

  /** An attempt that was started. */
  interface RunningTask {
    /**
     * Completed, never exceptionally, on any thread, when nothing of the attempt runs any more and
     * all its memory is given back.
     */
    CompletableFuture<TaskOutcome> ended();

    /** How far it is. */
    TaskProgress progress();

    /** Makes it end soon. Idempotent. */
    void cancel();
  }
}
