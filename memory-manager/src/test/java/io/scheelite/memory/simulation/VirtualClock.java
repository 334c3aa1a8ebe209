package io.scheelite.memory.simulation;

import io.scheelite.memory.WaitClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Time that moves only when nothing else is left to do. */
final class VirtualClock implements WaitClock {
  private record Timer(long dueNanos, Runnable action) {}

  private final List<Timer> timers = new ArrayList<>();
  private final BooleanSupplier loses;
  private long nanos;

  /**
   * A clock.
   *
   * @param loses whether the next timer is lost
   */
  VirtualClock(BooleanSupplier loses) {
    this.loses = loses;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public Runnable after(long delayNanos, Runnable action) {
    Timer timer = new Timer(nanos + delayNanos, action);
    if (!loses.getAsBoolean()) {
      timers.add(timer);
    }
    return () -> timers.remove(timer);
  }

  /** Moves to the next timer and runs it; false if there is none. */
  boolean advance() {
    if (timers.isEmpty()) {
      return false;
    }
    Timer next = timers.stream().min(Comparator.comparingLong(Timer::dueNanos)).orElseThrow();
    timers.remove(next);
    nanos = Math.max(nanos, next.dueNanos);
    next.action.run();
    return true;
  }

  int pendingTimers() {
    return timers.size();
  }
}
