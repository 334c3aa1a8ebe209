package io.scheelite.scheduler.event;

import io.scheelite.memory.WaitClock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/**
 * Runs the actions of one process's logic one after another. Whoever makes the executor ends it;
 * the loop owns nothing.
 *
 * @param executor runs one action at a time, in the order in which they came
 * @param clock time and timers; its timers may fire on any thread, their actions run on the loop
 * @param random jitter and choices; used on the loop alone
 */
public record EventLoop(Executor executor, WaitClock clock, RandomGenerator random) {
  /** Puts an action at the end of the queue. From any thread. */
  public void execute(Runnable action) {
    executor.execute(action);
  }

  /** The clock's time, in nanoseconds; its zero means nothing. */
  public long nanoTime() {
    return clock.nanoTime();
  }

  /**
   * Runs an action on the loop after a delay.
   *
   * @return stops it: the action does not begin once this has run on the loop. Idempotent
   */
  public Runnable schedule(Duration delay, Runnable action) {
    AtomicBoolean live = new AtomicBoolean(true);
    Runnable once =
        () -> {
          if (live.compareAndSet(true, false)) {
            action.run();
          }
        };
    Runnable timer = clock.after(delay.toNanos(), () -> executor.execute(once));
    return () -> {
      live.set(false);
      timer.run();
    };
  }

  /**
   * Runs an action on the loop again and again, each time the interval after its last end.
   *
   * @return stops it. Idempotent; to be called on the loop
   */
  public Runnable every(Duration interval, Runnable action) {
    AtomicBoolean live = new AtomicBoolean(true);
    AtomicReference<Runnable> timer = new AtomicReference<>(() -> {});
    Runnable round =
        new Runnable() {
          @Override
          public void run() {
            try {
              action.run();
            } finally { // one that fails once is not to end the watch that it keeps
              if (live.get()) {
                timer.set(schedule(interval, this));
              }
            }
          }
        };
    timer.set(schedule(interval, round));
    return () -> {
      live.set(false);
      Objects.requireNonNull(timer.get()).run();
    };
  }
}
