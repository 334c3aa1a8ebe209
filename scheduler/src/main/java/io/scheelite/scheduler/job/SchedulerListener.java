package io.scheelite.scheduler.job;

/** Told what a scheduler does, on the loop. Must be short and must not call the scheduler. */
@FunctionalInterface
public interface SchedulerListener {
  /** Hears nothing. */
  SchedulerListener NONE = event -> {};

  void happened(SchedulerEvent event);

  /** A listener that passes each event to this one and then to another. */
  default SchedulerListener and(SchedulerListener next) {
    return event -> {
      happened(event);
      next.happened(event);
    };
  }
}
