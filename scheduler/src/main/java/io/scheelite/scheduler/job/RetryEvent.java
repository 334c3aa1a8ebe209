package io.scheelite.scheduler.job;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A task has to run again. */
@Name("io.scheelite.TaskRetry")
@Label("Task Retry")
@Category({"Scheelite", "Scheduler"})
@Description("An attempt of a task came to nothing, or its output was lost")
@StackTrace(false)
final class RetryEvent extends Event {
  @Label("Task")
  @Nullable String task;

  @Label("Reason")
  @Nullable String reason;

  @Label("Counts As Failure")
  boolean counted;

  @Label("Detail")
  @Nullable String detail;

  static void record(SchedulerEvent.TaskRetried retried) {
    RetryEvent event = new RetryEvent();
    if (event.shouldCommit()) {
      event.task = retried.attempt().toString();
      event.reason = retried.reason().name();
      event.counted = retried.reason().counted();
      event.detail = retried.detail();
      event.commit();
    }
  }
}
