package io.scheelite.scheduler.local;

import io.scheelite.memory.WaitClock;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Waits for what other processes do, of which nothing tells us: looks again and again.
 *
 * @param clock the time, and what wakes us
 */
record Patience(WaitClock clock) {
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** Something that becomes true. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws IOException;
  }

  /** Returns whether the condition came to hold within the limit. */
  boolean until(Condition condition, Duration limit) throws IOException {
    long deadline = clock.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (clock.nanoTime() - deadline >= 0) {
        return false;
      }
      CompletableFuture<Void> pause = new CompletableFuture<>();
      clock.after(PAUSE.toNanos(), () -> pause.complete(null));
      pause.join();
    }
    return true;
  }
}
