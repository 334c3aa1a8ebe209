package io.scheelite.shuffle.client;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whether a service answers, and when to try it again: delays double from failure to failure, with
 * jitter so that many readers do not come back in step. Guarded by the fetch's lock.
 */
final class ServiceHealth {
  private final ShuffleClientConfig config;
  private final RandomGenerator random;
  private final List<Piece> waiting = new ArrayList<>();
  private @Nullable Throwable lastFailure;
  private long failingSinceNanos;
  private long lastFailureNanos;
  private long retryAtNanos;
  private int failures;
  private boolean timerArmed;

  ServiceHealth(ShuffleClientConfig config, RandomGenerator random) {
    this.config = config;
    this.random = random;
  }

  /** Whether new requests must wait for the retry. */
  boolean resting() {
    return timerArmed;
  }

  void succeeded() {
    lastFailure = null;
    failures = 0;
  }

  /** Notes a failure of a request that was sent at a time. */
  void failed(Throwable cause, long sentNanos, long nowNanos) {
    if (lastFailure == null) {
      failingSinceNanos = nowNanos;
    }
    // requests that were under way together fail together: that is one failure
    if (lastFailure == null || sentNanos >= lastFailureNanos) {
      failures++;
      retryAtNanos = nowNanos + delayNanos();
    }
    lastFailure = cause;
    lastFailureNanos = nowNanos;
    long lastChance = failingSinceNanos + config.retryBudget().toNanos();
    if (retryAtNanos - lastChance > 0) {
      retryAtNanos = lastChance;
    }
  }

  private long delayNanos() {
    long longest = config.longestRetry().toNanos();
    int doublings = Math.min(failures - 1, 30);
    long delay = Math.min(longest, config.firstRetry().toNanos() << doublings);
    return delay / 2 + random.nextLong(delay / 2 + 1);
  }

  /** Whether it has failed for longer than anybody waits. */
  boolean givenUp(long nowNanos) {
    return lastFailure != null && nowNanos - failingSinceNanos >= config.retryBudget().toNanos();
  }

  /** How long it has failed. */
  long failingNanos(long nowNanos) {
    return lastFailure == null ? 0 : nowNanos - failingSinceNanos;
  }

  int failures() {
    return failures;
  }

  /** Has a piece wait for the next try. Returns whether a timer is to be set for it. */
  boolean await(Piece piece) {
    waiting.add(piece);
    boolean arm = !timerArmed;
    timerArmed = true;
    return arm;
  }

  long nanosToRetry(long nowNanos) {
    return Math.max(0, retryAtNanos - nowNanos);
  }

  /** The timer has run: hands over what waited. */
  List<Piece> wake() {
    timerArmed = false;
    List<Piece> awake = List.copyOf(waiting);
    waiting.clear();
    return awake;
  }
}
