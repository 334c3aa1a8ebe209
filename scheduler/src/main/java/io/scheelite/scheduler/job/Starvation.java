package io.scheelite.scheduler.job;

import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.event.Standstill;
import java.time.Duration;

/**
 * Measures how long a job has had no executor. Time in which this process stood still does not
 * count, nor what was before: word of executors may wait to be read. Used on the loop.
 */
final class Starvation {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final EventLoop loop;
  private final Duration timeout;
  private final Duration interval;
  private final Standstill standstill;
  private long since;

  Starvation(EventLoop loop, Duration timeout) {
    this.loop = loop;
    this.timeout = timeout;
    this.interval = timeout.compareTo(LOOK) < 0 ? timeout : LOOK;
    this.since = loop.nanoTime();
    this.standstill = new Standstill(interval, since);
  }

  /**
   * Begins to watch.
   *
   * @param starved called, until it is stopped, when the time is over
   * @return stops it
   */
  Runnable watch(Runnable starved) {
    return loop.every(
        interval,
        () -> {
          long now = loop.nanoTime();
          if (standstill.isOver(now)) {
            since = now;
          } else if (now - since >= timeout.toNanos()) {
            starved.run();
          }
        });
  }
}
