package io.scheelite.scheduler.launch;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Bounds how often something is started again: so many times within a window, later when that is
 * used up. Pauses do not grow, and after a window without starts the whole budget is there again.
 * Used by one thread.
 */
public final class RestartBudget {
  private final int maxStarts;
  private final long windowNanos;
  private final ArrayDeque<Long> starts = new ArrayDeque<>();

  /** At most {@code maxStarts} within each {@code window}. */
  public RestartBudget(int maxStarts, Duration window) {
    if (maxStarts < 1 || !window.isPositive()) {
      throw new IllegalArgumentException(
          "restarts need a positive bound: maxStarts=" + maxStarts + " window=" + window);
    }
    this.maxStarts = maxStarts;
    this.windowNanos = window.toNanos();
  }

  /** Ten times a minute. */
  public static RestartBudget defaults() {
    return new RestartBudget(10, Duration.ofMinutes(1));
  }

  /**
   * Books a start.
   *
   * @param now of the loop's clock, in nanoseconds
   * @return how long to wait before it
   */
  public Duration book(long now) {
    long at = now;
    if (starts.size() == maxStarts) {
      at = Math.max(now, starts.removeFirst() + windowNanos);
    }
    starts.addLast(at);
    return Duration.ofNanos(at - now);
  }
}
