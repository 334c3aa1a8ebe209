package io.scheelite.scheduler.application;

import io.scheelite.scheduler.event.EventLoop;
import java.time.Duration;

/**
 * How long an application without master keeps its executors: while a job runs, and {@link #LIMIT}
 * beyond. They would otherwise live for as long as a shell is open. Used on the loop.
 */
final class MasterlessTime {
  /** Without a job, from the loss of the master or the end of the last job on. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  private final EventLoop loop;
  private final Runnable over;
  private boolean masterless;
  private int running;
  private Runnable stopTimer = () -> {};

  /**
   * @param over runs once, when the time is over
   */
  MasterlessTime(EventLoop loop, Runnable over) {
    this.loop = loop;
    this.over = over;
  }

  /** The master is lost, perhaps for good. */
  void masterLost() {
    masterless = true;
    wind();
  }

  /** There is a connection to it again. */
  void masterBack() {
    masterless = false;
    wind();
  }

  /** So many jobs run now. */
  void jobs(int count) {
    running = count;
    wind();
  }

  private void wind() {
    stopTimer.run();
    if (masterless && running == 0) {
      stopTimer = loop.schedule(LIMIT, over);
    }
  }
}
