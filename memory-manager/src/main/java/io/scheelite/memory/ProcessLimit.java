package io.scheelite.memory;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Keeps the resident memory of the whole process at a total, by resizing a manager.
 *
 * <p>Every two seconds it measures the <em>base</em>: what is resident beside the manager's native
 * memory (heap, code, class data, libraries, other engines). The manager gets the total less the
 * base, less a 64th of the total so that a base that grows between two measurements does not break
 * it. It shrinks as soon as it is above that by another 128th, and grows only after three
 * measurements in a row had left it more than a 16th below, to the smallest of the three. It never
 * gets less than a quarter of the total: where the base leaves less than that, the total is
 * exceeded, and a warning says so.
 *
 * <p>A {@link MemoryManager#resize} meanwhile is an upper bound: the smaller of the two is in
 * force.
 *
 * <p>Thread-safe. Whoever started it closes it, before the manager.
 */
public final class ProcessLimit implements AutoCloseable {
  /** Time between two measurements. */
  public static final Duration INTERVAL = Duration.ofSeconds(2);

  private static final int RESERVE_PART = 64;
  private static final int SHRINK_PART = 128;
  private static final int GROW_PART = 16;
  private static final int FLOOR_PART = 4;
  private static final int CALM_MEASUREMENTS = 3;

  private final MemoryManager manager;
  private final long totalBytes;
  private final MachineMemory machine;
  private final Executor executor;
  private final WaitClock clock;

  // Guarded by this.
  private int calmMeasurements;
  private long smallestWantedBytes = Long.MAX_VALUE;
  private boolean warned;
  private boolean closed;
  private long allowedBytes;
  private Runnable cancelTimer = () -> {};

  private ProcessLimit(
      MemoryManager manager,
      long totalBytes,
      MachineMemory machine,
      Executor executor,
      WaitClock clock) {
    this.manager = manager;
    this.totalBytes = totalBytes;
    this.machine = machine;
    this.executor = executor;
    this.clock = clock;
    this.allowedBytes = manager.limitBytes();
    var _ = manager.allow(allowedBytes);
  }

  /**
   * What a manager should begin with, before it has anything.
   *
   * @throws UnsupportedOperationException if the system does not tell the memory of a process
   */
  public static long firstBytes(long totalBytes, MachineMemory machine) {
    return remainder(totalBytes, machine.residentBytes());
  }

  private static long remainder(long totalBytes, long baseBytes) {
    long floor = Math.max(totalBytes / FLOOR_PART, MemoryConfig.SMALLEST_OFF_HEAP_BYTES);
    return Math.max(floor, totalBytes - totalBytes / RESERVE_PART - baseBytes);
  }

  /**
   * Begins to measure and resize.
   *
   * @param executor where measuring and evicting runs; the engine's own pool is fine
   */
  public static ProcessLimit start(
      MemoryManager manager,
      long totalBytes,
      MachineMemory machine,
      Executor executor,
      WaitClock clock) {
    ProcessLimit limit = new ProcessLimit(manager, totalBytes, machine, executor, clock);
    limit.startTimer();
    return limit;
  }

  /** The total of the process. */
  public long totalBytes() {
    return totalBytes;
  }

  /** What is resident beside the manager's memory now. */
  public long baseBytes() {
    return Math.max(0, machine.residentBytes() - manager.residentBytes());
  }

  private synchronized void startTimer() {
    if (!closed) {
      cancelTimer = clock.after(INTERVAL.toNanos(), this::measureSoon);
    }
  }

  private void measureSoon() {
    try {
      executor.execute(this::measure);
    } catch (RejectedExecutionException e) {
      close(); // the engine is shutting down
    }
  }

  private void measure() {
    try {
      adjust(baseBytes());
    } catch (UnsupportedOperationException e) { // the next time it may tell again
      logger().log(Level.DEBUG, "memory of the process was not measured", e);
    } finally {
      startTimer();
    }
  }

  private void adjust(long base) {
    long wanted = adjusted(remainder(totalBytes, base), base);
    if (wanted != 0) {
      var _ =
          manager
              .allow(wanted)
              .whenComplete(
                  (_, failure) -> {
                    if (failure != null) {
                      logger().log(Level.WARNING, "memory limit of the process", failure);
                    }
                  });
    }
  }

  /** What the manager is allowed from now on; 0 = as before. */
  private synchronized long adjusted(long wanted, long base) {
    if (closed) {
      return 0;
    }
    long change = change(wanted, base);
    allowedBytes = change == 0 ? allowedBytes : change;
    return change;
  }

  private long change(long wanted, long base) {
    if (!warned && base > totalBytes - totalBytes / FLOOR_PART) {
      warned = true;
      logger()
          .log(
              Level.WARNING,
              () ->
                  "the process needs too much beside the engine's memory for its total, raise it:"
                      + " baseBytes="
                      + base
                      + " totalBytes="
                      + totalBytes);
    }
    boolean calm = wanted > allowedBytes + totalBytes / GROW_PART;
    smallestWantedBytes = calm ? Math.min(smallestWantedBytes, wanted) : Long.MAX_VALUE;
    calmMeasurements = calm ? calmMeasurements + 1 : 0;
    if (calmMeasurements >= CALM_MEASUREMENTS) {
      calmMeasurements = 0;
      long grown = smallestWantedBytes;
      smallestWantedBytes = Long.MAX_VALUE;
      return grown;
    }
    return wanted < allowedBytes - totalBytes / SHRINK_PART ? wanted : 0;
  }

  /** Stops measuring; the manager keeps the limit it has, until it is resized. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      cancelTimer.run();
    }
    manager.allowAll();
  }

  /** Looked up where it is used: the first look-up in a process searches the whole class path. */
  private static Logger logger() {
    return System.getLogger(ProcessLimit.class.getName());
  }
}
