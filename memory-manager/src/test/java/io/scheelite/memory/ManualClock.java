package io.scheelite.memory;

import java.util.ArrayList;
import java.util.List;

/** A clock that stands still until the test moves it. */
final class ManualClock implements WaitClock {
  private record Timer(long dueNanos, Runnable action) {}

  private final List<Timer> timers = new ArrayList<>();
  private long nanos;

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public Runnable after(long delayNanos, Runnable action) {
    Timer timer = new Timer(nanos + delayNanos, action);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  void advance(long byNanos) {
    nanos += byNanos;
    List<Timer> due = timers.stream().filter(timer -> timer.dueNanos <= nanos).toList();
    timers.removeAll(due);
    due.forEach(timer -> timer.action.run());
  }

  int pendingTimers() {
    return timers.size();
  }
}
