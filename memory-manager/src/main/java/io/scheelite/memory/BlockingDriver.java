package io.scheelite.memory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Lets a thread of its own use a {@link MemoryManager} without a resumable driver: where a driver
 * would return BLOCKED, the thread waits here.
 *
 * <p>Only for users of the manager alone; operators never block a thread of the engine's pool. The
 * thread is inside its {@link ReclaimGate} except while it waits, so that others can take back what
 * its consumers hold meanwhile. Every wait is bounded by {@link MemoryConfig#waitTimeout}, and the
 * error names the holder. The manager's reclaim executor must not need the waiting thread. Used by
 * one thread, which closes it before its task is closed.
 */
public final class BlockingDriver implements AutoCloseable {
  private final TaskMemory task;
  private final ReclaimGate gate;
  private boolean closed;

  private BlockingDriver(TaskMemory task, ReclaimGate gate) {
    this.task = task;
    this.gate = gate;
  }

  /** Enters a new gate of the task. */
  public static BlockingDriver enter(TaskMemory task, String name) {
    BlockingDriver driver = new BlockingDriver(task, task.newGate(name));
    driver.enterGate();
    return driver;
  }

  /** Opens a consumer of this thread; see {@link TaskMemory#newConsumer}. */
  public MemoryConsumer newConsumer(
      MemoryMode mode, String name, long floorBytes, Reclaimable reclaimable) {
    return task.newConsumer(mode, gate, name, floorBytes, reclaimable);
  }

  /**
   * {@link MemoryConsumer#acquire}, waiting while the task is below its minimum share. Returns what
   * was granted: all, some or none.
   *
   * @throws MemoryLimitExceededException if the wait takes too long
   */
  public long acquire(MemoryConsumer consumer, long bytes) throws InterruptedException {
    while (true) {
      switch (consumer.acquire(bytes)) {
        case MemoryGrant.Granted granted -> {
          return granted.bytes();
        }
        case MemoryGrant.Pending pending -> await(consumer, bytes, pending.retry());
      }
    }
  }

  /**
   * {@link MemoryConsumer#reserve}, waiting until all of it is granted.
   *
   * @throws MemoryLimitExceededException if nobody could ever give that much, or the wait takes too
   *     long
   */
  public void reserve(MemoryConsumer consumer, long bytes) throws InterruptedException {
    for (CompletableFuture<Void> wait = consumer.reserve(bytes);
        wait != null;
        wait = consumer.reserve(bytes)) {
      await(consumer, bytes, wait);
    }
  }

  /** A place where this thread's state may be spilled for others: call it between units of work. */
  public void border() {
    if (gate.reclaimRequested()) {
      gate.reclaimAtBorder();
    }
  }

  private void await(MemoryConsumer consumer, long bytes, CompletableFuture<Void> wait)
      throws InterruptedException {
    gate.exit();
    try {
      get(wait, () -> timedOut(consumer, bytes));
    } catch (InterruptedException | RuntimeException e) {
      consumer.waits.end(); // the next request begins with a full bound
      throw e;
    } finally {
      enterGate();
    }
  }

  /** Waits outside of the gate while a reclaim has it. */
  private void enterGate() {
    while (!gate.tryEnter()) {
      if (gate.state() == ReclaimGate.State.CLOSED) {
        throw new IllegalStateException("task is closed: task=" + task.pool().path());
      }
      gate.whenEnterable().join(); // a reclaim ends in bounded time
    }
  }

  /** The manager's own timer ends waits; this bound holds even if its executor is stuck. */
  private void get(CompletableFuture<Void> wait, Supplier<RuntimeException> timedOut)
      throws InterruptedException {
    long bound = task.query().manager().config().waitTimeout().toMillis();
    try {
      wait.get(bound + bound / 8 + 1, TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      wait.cancel(false);
      throw timedOut.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("wait for memory failed", e.getCause());
    } catch (InterruptedException e) {
      wait.cancel(false);
      throw e;
    }
  }

  private RuntimeException timedOut(MemoryConsumer consumer, long bytes) {
    LimitReport report = task.query().manager().ledger().report();
    return report.waitTimedOut(consumer, bytes, report.largestOther(consumer));
  }

  /** The gate this thread is inside of. */
  public ReclaimGate gate() {
    return gate;
  }

  /** Leaves the gate; the consumers stay with their task until they or it are closed. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      gate.exit();
    }
  }
}
