package io.scheelite.memory;

import io.scheelite.memory.internal.RegionAllocator;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Returns native memory to the system that was free for a while, in rounds of half that time. While
 * there is nothing to return no timer runs. Thread-safe; closed by the manager, after which no
 * timer is left.
 */
final class IdleReturn implements AutoCloseable {
  private static final int ROUNDS = 2;

  private final WaitClock clock;
  private final Executor executor;
  private final long roundNanos;
  private @Nullable RegionAllocator allocator;
  private Runnable cancelTimer = () -> {};
  private boolean closed;

  /** Rounds start once there is an allocator whose listener is {@link #startRound}. */
  IdleReturn(WaitClock clock, Executor executor, MemoryConfig config) {
    this.clock = clock;
    this.executor = executor;
    this.roundNanos = Math.max(1, config.idleReturn().toNanos() / ROUNDS);
  }

  synchronized void of(RegionAllocator owner) {
    allocator = owner;
  }

  /** Something is free: it is looked at in a while. */
  synchronized void startRound() {
    if (!closed) {
      // Unmapping takes the system a while, and the clock's actions must be short.
      cancelTimer = clock.after(roundNanos, () -> executor.execute(this::endRound));
    }
  }

  private void endRound() {
    RegionAllocator owner;
    synchronized (this) {
      owner = closed ? null : allocator;
    }
    if (owner != null && owner.returnIdle()) {
      startRound();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    cancelTimer.run();
  }
}
