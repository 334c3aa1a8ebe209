package io.scheelite.shuffle.client;

import io.scheelite.memory.WaitClock;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;

/** A clock and an executor in one: nothing happens until the test takes the next step. */
final class VirtualTime implements WaitClock, Executor {
  private static final class Event {
    final long dueNanos;
    final long number;
    final Runnable action;
    boolean cancelled;

    Event(long dueNanos, long number, Runnable action) {
      this.dueNanos = dueNanos;
      this.number = number;
      this.action = action;
    }
  }

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          Comparator.comparingLong((Event event) -> event.dueNanos)
              .thenComparingLong(event -> event.number));
  private long nanos;
  private long next;

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public Runnable after(long delayNanos, Runnable action) {
    Event event = new Event(nanos + delayNanos, next++, action);
    events.add(event);
    return () -> event.cancelled = true;
  }

  @Override
  public void execute(Runnable action) {
    events.add(new Event(nanos, next++, action));
  }

  /** Runs what is due next. Returns whether there was anything. */
  boolean step() {
    Event event = events.poll();
    while (event != null && event.cancelled) {
      event = events.poll();
    }
    if (event == null) {
      return false;
    }
    nanos = Math.max(nanos, event.dueNanos);
    event.action.run();
    return true;
  }

  double seconds() {
    return nanos / 1e9;
  }
}
