package io.scheelite.operators.runtime;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads of an engine: its own, or the host's. Nothing that runs here blocks a thread.
 *
 * <p>Thread-safe. Closing ends the engine's own threads; a host's executor is left alone.
 */
public final class WorkerPool implements AutoCloseable {
  private static final long CLOSE_TIMEOUT_SECONDS = 10;

  /** Expressions of a thousand terms are evaluated by recursion; only what is used takes memory. */
  private static final long STACK_BYTES = 16L << 20;

  private final Executor executor;
  private final @Nullable ExecutorService owned;
  private final int parallelism;

  private WorkerPool(Executor executor, @Nullable ExecutorService owned, int parallelism) {
    if (parallelism < 1) {
      throw new IllegalArgumentException("threads must be at least 1: threads=" + parallelism);
    }
    this.executor = executor;
    this.owned = owned;
    this.parallelism = parallelism;
  }

  /** A pool of so many daemon threads of its own, named {@code name-1} and so on. */
  public static WorkerPool owned(String name, int threads) {
    ThreadFactory factory =
        Thread.ofPlatform().daemon().stackSize(STACK_BYTES).name(name + "-", 1).factory();
    ExecutorService service = Executors.newFixedThreadPool(Math.max(1, threads), factory);
    return new WorkerPool(service, service, threads);
  }

  /**
   * The host's threads.
   *
   * @param executor must not run tasks inside {@code execute}
   * @param parallelism how many of its threads one query is to use
   */
  public static WorkerPool hosted(Executor executor, int parallelism) {
    return new WorkerPool(executor, null, parallelism);
  }

  /** Runs short pieces of work; also fit to reclaim memory. */
  public Executor executor() {
    return executor;
  }

  /** Most drivers that one pipeline gets. */
  public int parallelism() {
    return parallelism;
  }

  /** Ends own threads and waits for the work under way; queries must have ended before. */
  @Override
  public void close() {
    if (owned == null) {
      return;
    }
    owned.shutdown();
    try {
      if (!owned.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        owned.shutdownNow();
      }
    } catch (InterruptedException e) {
      owned.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
