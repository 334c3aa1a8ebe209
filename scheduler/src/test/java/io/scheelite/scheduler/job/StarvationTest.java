package io.scheelite.scheduler.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.WaitClock;
import io.scheelite.scheduler.event.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How long a job waits for executors. */
final class StarvationTest implements WaitClock {
  private static final long SECOND = 1_000_000_000;

  private final Deque<Runnable> timers = new ArrayDeque<>();
  private final EventLoop loop = new EventLoop(Runnable::run, this, new SplittableRandom(1));
  private long now;
  private int starved;

  @Test
  void timeInWhichTheProcessStoodStillDoesNotCount() {
    new Starvation(loop, Duration.ofSeconds(30)).watch(() -> starved++);
    for (int i = 0; i < 29; i++) {
      passes(SECOND);
    }
    passes(40 * SECOND);
    assertThat(starved).as("word of executors may wait to be read").isZero();
    for (int i = 0; i < 29; i++) {
      passes(SECOND);
    }
    assertThat(starved).isZero();
    passes(SECOND);
    assertThat(starved).isOne();
  }

  @Test
  void isOverInTime() {
    new Starvation(loop, Duration.ofMillis(100)).watch(() -> starved++);
    passes(99_000_000);
    assertThat(starved).isZero();
    passes(100_000_000);
    assertThat(starved).isOne();
  }

  private void passes(long nanos) {
    now += nanos;
    timers.removeFirst().run();
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public Runnable after(long delayNanos, Runnable action) {
    timers.add(action);
    return () -> timers.remove(action);
  }
}
