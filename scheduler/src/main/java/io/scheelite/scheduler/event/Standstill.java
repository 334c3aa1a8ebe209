package io.scheelite.scheduler.event;

import java.time.Duration;

/**
 * Notices that this process itself stood still (was stopped and continued, or got no processor):
 * then the silence of the others tells nothing, since what they said still waits to be read. Asked
 * at regular intervals, on the loop.
 */
public final class Standstill {
  private static final int MOST_INTERVALS = 3;

  private final long mostNanos;
  private long last;

  /**
   * Begins now.
   *
   * @param interval how often it is asked
   * @param now of the loop's clock, in nanoseconds
   */
  public Standstill(Duration interval, long now) {
    this.mostNanos = MOST_INTERVALS * interval.toNanos();
    this.last = now;
  }

  /** Whether much more time has passed since the last call than should have. */
  public boolean isOver(long now) {
    boolean late = now - last > mostNanos;
    last = now;
    return late;
  }
}
