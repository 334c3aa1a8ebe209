package io.scheelite.operators.runtime;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells those who make drivers of a task wait that somebody wants memory which these drivers pin:
 * as long as they wait in the middle of a batch it cannot be given back. Thread-safe.
 */
public final class PinnedMemory {
  private final AtomicInteger wanted = new AtomicInteger();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** A reclaim has found memory pinned. Told once, and {@link #settled} once. */
  public void wanted() {
    if (wanted.getAndIncrement() == 0) {
      listeners.forEach(Runnable::run);
    }
  }

  /** The memory was given back, or there is none any more. */
  public void settled() {
    wanted.getAndDecrement();
  }

  /** Whether drivers are to go on to the end of their batches. */
  public boolean isWanted() {
    return wanted.get() > 0;
  }

  /** Calls the action whenever memory begins to be wanted: it wakes drivers, and never waits. */
  public void onWanted(Runnable action) {
    listeners.add(action);
  }
}
