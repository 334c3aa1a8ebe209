package io.scheelite.scheduler.simulation;

import io.scheelite.memory.WaitClock;
import io.scheelite.scheduler.event.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Virtual time: actions wait in a queue and run one after another on the thread that calls {@link
 * #run}. The same seed gives the same order and, line by line, the same trace.
 */
public final class EventQueue implements WaitClock {
  private static final int KEPT_LINES = 400;

  private static final class Event {
    final long time;
    final long number;
    final Runnable action;
    boolean cancelled;

    Event(long time, long number, Runnable action) {
      this.time = time;
      this.number = number;
      this.action = action;
    }
  }

  private final PriorityQueue<Event> queue =
      new PriorityQueue<>(
          Comparator.<Event>comparingLong(event -> event.time)
              .thenComparingLong(event -> event.number));
  private final Deque<String> lines = new ArrayDeque<>();
  private final SplittableRandom random;
  private long now;
  private long numbers;
  private long executed;
  private long traceHash = 0xCBF29CE484222325L;

  public EventQueue(long seed) {
    this.random = new SplittableRandom(seed);
  }

  public RandomGenerator random() {
    return random;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public Runnable after(long delayNanos, Runnable action) {
    Event event = new Event(now + Math.max(0, delayNanos), numbers++, action);
    queue.add(event);
    return () -> event.cancelled = true;
  }

  /** A loop whose actions run now, after those that wait already. */
  public EventLoop loop() {
    return new EventLoop(action -> after(0, action), this, random);
  }

  /** Runs events until there are none before the deadline. Time then stands at the deadline. */
  public void run(Duration howLong) {
    long deadline = now + howLong.toNanos();
    while (step(deadline)) {
      // each step is one event
    }
    now = Math.max(now, deadline);
  }

  /** Runs what is due now, without moving time. */
  public void settle() {
    while (step(now)) {
      // each step is one event
    }
  }

  /** Runs one event that is due until the deadline; false if there is none. */
  boolean step(long deadline) {
    while (!queue.isEmpty() && queue.peek().cancelled) {
      queue.poll();
    }
    Event event = queue.peek();
    if (event == null || event.time > deadline) {
      return false;
    }
    queue.poll();
    now = event.time;
    executed++;
    event.action.run();
    return true;
  }

  /** Events run so far. */
  long executed() {
    return executed;
  }

  /** Notes what happened: part of the trace's hash. */
  void trace(String line) {
    String timed = now / 1000 + "us " + line;
    for (int i = 0; i < timed.length(); i++) {
      traceHash = (traceHash ^ timed.charAt(i)) * 0x100000001B3L;
    }
    if (lines.size() == KEPT_LINES) {
      lines.removeFirst();
    }
    lines.addLast(timed);
  }

  long traceHash() {
    return traceHash;
  }

  /** The newest lines. */
  List<String> lines() {
    return List.copyOf(lines);
  }
}
