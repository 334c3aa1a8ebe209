package io.scheelite.memory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Time as the manager sees it: injected so that a simulator can drive every wait without sleeping.
 */
public interface WaitClock {
  /** The JVM's own clock. Its actions run on a thread of the JDK and must be short. */
  WaitClock SYSTEM =
      new WaitClock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public Runnable after(long delayNanos, Runnable action) {
          CompletableFuture<Void> timer = new CompletableFuture<>();
          var _ = timer.completeOnTimeout(null, delayNanos, TimeUnit.NANOSECONDS).thenRun(action);
          return () -> timer.cancel(false);
        }
      };

  long nanoTime();

  /** Runs the action once after the delay, unless the returned canceller ran before. */
  Runnable after(long delayNanos, Runnable action);
}
