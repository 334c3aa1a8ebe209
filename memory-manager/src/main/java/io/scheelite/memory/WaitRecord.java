package io.scheelite.memory;

import io.scheelite.memory.counters.CounterSink;
import io.scheelite.memory.counters.EngineCounter;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/** Tells of one wait, from its begin to its end: a JFR event and counters. */
final class WaitRecord {
  private final CounterSink counters;
  private final WaitClock clock;

  /** Null while nobody records: a first event starts the whole recorder, 50 ms of each start. */
  private final @Nullable WaitEvent event = FlightRecorder.isInitialized() ? new WaitEvent() : null;

  private long startNanos;

  WaitRecord(CounterSink counters, WaitClock clock) {
    this.counters = counters;
    this.clock = clock;
    if (event != null) {
      event.begin();
    }
  }

  /** It waits from now on; before that it may turn out that it need not. */
  void begin() {
    startNanos = clock.nanoTime();
    counters.add(EngineCounter.WAITS, 1);
    counters.add(EngineCounter.WAITING, 1);
  }

  /** Called once, after {@link #begin}. */
  void end(
      String waiter, String reason, String holder, long missingBytes, @Nullable Throwable error) {
    long nanos = clock.nanoTime() - startNanos;
    counters.add(EngineCounter.WAITING, -1);
    counters.add(EngineCounter.WAIT_TIME, nanos);
    counters.raise(EngineCounter.LONGEST_WAIT, nanos);
    boolean timedOut =
        error instanceof MemoryLimitExceededException exceeded
            && exceeded.code() == ErrorCode.MEMORY_WAIT_TIMEOUT;
    if (timedOut) {
      counters.add(EngineCounter.WAITS_TIMED_OUT, 1);
    }
    if (event != null) {
      event.finish(waiter, reason, holder, missingBytes, timedOut);
    }
  }
}
