package io.scheelite.scheduler.simulation;

import io.scheelite.memory.WaitClock;
import io.scheelite.scheduler.event.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A process: its actions and timers run as long as it lives. A killed process never runs again; who
 * wants it back makes a new one.
 */
final class SimulatedProcess implements WaitClock {
  private final EventQueue queue;
  private final String name;
  private final List<Runnable> atDeath = new ArrayList<>();
  private boolean alive = true;
  private long frozenUntil;

  SimulatedProcess(EventQueue queue, String name) {
    this.queue = queue;
    this.name = name;
  }

  String name() {
    return name;
  }

  boolean isAlive() {
    return alive;
  }

  EventLoop loop() {
    return new EventLoop(action -> after(0, action), this, queue.random());
  }

  @Override
  public long nanoTime() {
    return queue.nanoTime();
  }

  @Override
  public Runnable after(long delayNanos, Runnable action) {
    AtomicBoolean cancelled = new AtomicBoolean();
    Runnable timer =
        queue.after(
            delayNanos,
            () ->
                whenAwake(
                    () -> {
                      if (!cancelled.get()) {
                        action.run();
                      }
                    }));
    return () -> {
      cancelled.set(true);
      timer.run();
    };
  }

  /** Runs an action now, or when the process is awake again; not at all once it is dead. */
  void whenAwake(Runnable action) {
    if (!alive) {
      return;
    }
    long left = frozenUntil - queue.nanoTime();
    if (left > 0) {
      var _ = queue.after(left, () -> whenAwake(action));
    } else {
      action.run();
    }
  }

  /**
   * Lets the process stand still for a while: it hears and says nothing, but is not dead.
   *
   * @return false if it stands still already; what waits for it keeps its order
   */
  boolean freeze(long nanos) {
    if (frozenUntil > queue.nanoTime()) {
      return false;
    }
    queue.trace("frozen " + name + " millis=" + nanos / 1_000_000);
    frozenUntil = queue.nanoTime() + nanos;
    return true;
  }

  /** When it stood still last, it did so until then. */
  long frozenUntil() {
    return frozenUntil;
  }

  /** What the rest of the world notices of this process's death. */
  void atDeath(Runnable action) {
    atDeath.add(action);
  }

  /** Ends the process between two of its actions. */
  void kill() {
    if (alive) {
      alive = false;
      queue.trace("killed " + name);
      atDeath.forEach(Runnable::run);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
