package io.scheelite.sql;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.runtime.QueryCancelledException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the planning of one engine on threads with big stacks: parsing, checking and optimizing
 * recurse once per nesting level of the statement. A thread ends soon after its last work, and with
 * it goes what deep nesting took; but statement upon statement finds one that is there, since a new
 * one costs more than planning a short statement (docs/design/planning.md).
 *
 * <p>Planning that nobody wants any more cannot be made to stop at once. It ends where it next
 * looks ({@link #requireWanted}), and there is little of that: while there is as much as may be,
 * others wait for the end of some before they begin.
 *
 * <p>Thread-safe. What is planned within planning, such as a query by which a table learns its
 * statistics, is planned on the same thread. Closed by the engine, before what planning uses.
 */
final class PlanningThreads implements AutoCloseable {
  /** Planning that goes on though nobody waits for it: each may keep a core busy. */
  static final int MOST_ABANDONED = 4;

  /** How long closing waits for planning that does not end. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final long KEEP_ALIVE_MILLIS = 200;
  private static final long STACK_BYTES = 256L << 20;
  private static final String NAME = "scheelite-planning";

  private final int mostAbandoned;
  private final Duration patience;
  private final CompletableFuture<Void> closing = new CompletableFuture<>();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          KEEP_ALIVE_MILLIS,
          TimeUnit.MILLISECONDS,
          new SynchronousQueue<>(),
          PlanningThread::new);

  // Guarded by this.
  private int numAbandoned;
  private CompletableFuture<Void> nextEnd = new CompletableFuture<>();
  private boolean closed;

  PlanningThreads() {
    this(MOST_ABANDONED, PATIENCE);
  }

  PlanningThreads(int mostAbandoned, Duration patience) {
    this.mostAbandoned = mostAbandoned;
    this.patience = patience;
  }

  private static final class PlanningThread extends Thread {
    private @Nullable Work work; // used by this thread alone

    PlanningThread(Runnable body) {
      super(null, body, NAME, STACK_BYTES, false);
      setDaemon(true);
    }
  }

  /** One piece of work; written under the lock. */
  private static final class Work {
    private boolean ended;
    private volatile boolean abandoned;
  }

  /** Planning that nobody wants any more ends here; elsewhere this does nothing. */
  static void requireWanted() {
    if (Thread.currentThread() instanceof PlanningThread planning
        && planning.work != null
        && planning.work.abandoned) {
      throw cancelled();
    }
  }

  private static QueryCancelledException cancelled() {
    return new QueryCancelledException("(not started)");
  }

  /** Runs {@code work} to its end and gives its result or failure. */
  <T> T call(Supplier<T> work) {
    return call("planning failed", work);
  }

  /**
   * As above.
   *
   * @param failed what is said of failures that are bugs
   */
  <T> T call(String failed, Supplier<T> work) {
    if (Thread.currentThread() instanceof PlanningThread) {
      return work.get();
    }
    CompletableFuture<Supplier<T>> outcome = new CompletableFuture<>();
    Work _ = start(failed, work, outcome, new CompletableFuture<>());
    return outcome.join().get(); // goes on if the caller is interrupted
  }

  /**
   * As above, unless it is unwanted before, or the engine is closed: then nobody waits any longer,
   * and what the thread makes is dropped when it ends, so it must hold nothing.
   *
   * @param unwanted completed by whoever cancels
   */
  <T> T call(Supplier<T> work, CompletableFuture<?> unwanted) {
    if (Thread.currentThread() instanceof PlanningThread) {
      return work.get();
    }
    CompletableFuture<Supplier<T>> outcome = new CompletableFuture<>();
    Work begun = start("planning failed", work, outcome, unwanted);
    CompletableFuture.anyOf(outcome, unwanted, closing).join();
    Supplier<T> known = outcome.getNow(null);
    if (known == null) {
      abandon(begun);
      throw cancelled();
    }
    return known.get();
  }

  private <T> Work start(
      String failed,
      Supplier<T> body,
      CompletableFuture<Supplier<T>> outcome,
      CompletableFuture<?> unwanted) {
    for (CompletableFuture<Void> room = room(); room != null; room = room()) {
      CompletableFuture.anyOf(room, unwanted, closing).join();
      if (unwanted.isDone()) {
        throw cancelled();
      }
    }
    Work work = new Work();
    try {
      threads.execute(() -> run(work, failed, body, outcome));
    } catch (RejectedExecutionException e) {
      throw QueryCancelledException.ofClosedEngine();
    }
    return work;
  }

  /** Null if planning may begin; else what to wait for. */
  private synchronized @Nullable CompletableFuture<Void> room() {
    if (closed) {
      throw QueryCancelledException.ofClosedEngine();
    }
    return numAbandoned >= mostAbandoned ? nextEnd : null;
  }

  @SuppressWarnings("IllegalCatch") // the root of some work: the caller gets whatever fails here
  private <T> void run(
      Work work, String failed, Supplier<T> body, CompletableFuture<Supplier<T>> outcome) {
    PlanningThread thread = (PlanningThread) Thread.currentThread();
    thread.work = work;
    Supplier<T> known;
    try {
      T value = body.get();
      known = () -> value;
    } catch (Throwable thrown) {
      known =
          () -> {
            throw rethrow(failed, thrown);
          };
    }
    thread.work = null;
    ended(work);
    outcome.complete(known);
  }

  private void ended(Work work) {
    CompletableFuture<Void> waiting;
    synchronized (this) {
      work.ended = true;
      numAbandoned -= work.abandoned ? 1 : 0;
      waiting = nextEnd;
      nextEnd = new CompletableFuture<>();
    }
    waiting.complete(null);
  }

  private synchronized void abandon(Work work) {
    if (!work.ended) {
      work.abandoned = true;
      numAbandoned++;
    }
  }

  /**
   * Lets nothing begin any more, makes callers go, and waits until nothing runs, but not longer
   * than some seconds: what has not ended by then ends at its next look.
   */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    closing.complete(null);
    threads.shutdown();
    if (!haveEndedInTime()) {
      System.getLogger(PlanningThreads.class.getName())
          .log(Level.WARNING, "planning goes on after its engine was closed");
    }
  }

  private boolean haveEndedInTime() {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return threads.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true; // whoever closes is to go on then
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException rethrow(String failed, Throwable thrown) {
    return switch (thrown) {
      case ScheeliteException ours -> ours;
      case StackOverflowError _ ->
          SqlException.of(ErrorCode.STATEMENT_TOO_COMPLEX, "the statement is nested too deeply");
      case AssertionError broken -> broken(failed, broken); // as libraries raise them
      case Error error -> throw error;
      case UncheckedIOException io -> io;
      default -> broken(failed, thrown);
    };
  }

  private static SqlException broken(String failed, Throwable thrown) {
    return SqlException.at(
        ErrorCode.INTERNAL, failed + ", please report it: " + thrown, 0, 0, thrown);
  }
}
