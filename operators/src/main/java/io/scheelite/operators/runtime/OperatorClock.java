package io.scheelite.operators.runtime;

import io.scheelite.memory.WaitClock;
import org.jspecify.annotations.Nullable;

/** Charges the time of each call, and of waits between calls, to operators. One per driver. */
final class OperatorClock {
  private final WaitClock clock;
  private long sinceNanos;
  private @Nullable OperatorStats blockedIn;

  OperatorClock(WaitClock clock) {
    this.clock = clock;
  }

  /** A call begins; a wait that was noted ends. */
  void start() {
    long now = clock.nanoTime();
    if (blockedIn != null) {
      blockedIn.addBlockedNanos(now - sinceNanos);
      blockedIn = null;
    }
    sinceNanos = now;
  }

  /** A call of this operator ends, and the next begins. */
  void charge(OperatorStats stats) {
    long now = clock.nanoTime();
    stats.addNanos(now - sinceNanos);
    sinceNanos = now;
  }

  /** The driver waits because of this operator, until {@link #start}. */
  void blockedIn(OperatorStats stats) {
    blockedIn = stats;
  }
}
