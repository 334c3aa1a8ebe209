package io.scheelite.sql.jdbc;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Cancels a statement after some time unless it is stopped before. Waits on a thread of its own.
 */
final class QueryTimer {
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean fired;

  private QueryTimer() {}

  static QueryTimer start(int seconds, Runnable cancel) {
    QueryTimer timer = new QueryTimer();
    Thread.ofPlatform()
        .daemon()
        .name("scheelite-query-timeout")
        .start(() -> timer.await(seconds, cancel));
    return timer;
  }

  private void await(int seconds, Runnable cancel) {
    try {
      if (!stopped.await(seconds, TimeUnit.SECONDS)) {
        fired = true;
        cancel.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does this; then there is no timeout
    }
  }

  /** Whether it has cancelled the statement. */
  boolean hasFired() {
    return fired;
  }

  void stop() {
    stopped.countDown();
  }
}
