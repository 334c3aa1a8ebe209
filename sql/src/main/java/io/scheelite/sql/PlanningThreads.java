package io.scheelite.sql;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.runtime.QueryCancelledException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the planning of one engine on short-lived threads with big stacks: parsing, checking and
 * optimizing recurse once per nesting level of the statement.
 *
 * <p>A thread whose planning nobody wants any more cannot be made to stop at once. It ends where it
 * next looks ({@link #requireWanted}), and there are few such threads: while there are as many as
 * may be, others wait for one of them before they begin.
 *
 * <p>Thread-safe. What is planned within planning, such as a query by which a table learns its
 * statistics, is planned on the same thread. Closed by the engine, before what planning uses.
 */
final class PlanningThreads implements AutoCloseable {
  /** Threads that go on though nobody waits for them: each may keep a core busy. */
  static final int MOST_ABANDONED = 4;

  /** How long closing waits for threads that do not end. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final long STACK_BYTES = 256L << 20;
  private static final String NAME = "scheelite-planning";

  private final int mostAbandoned;
  private final Duration patience;
  private final CompletableFuture<Void> closing = new CompletableFuture<>();

  // Guarded by this.
  private final Set<Worker> running = new HashSet<>();
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

  /** One piece of work and its thread. */
  private static final class Worker extends Thread {
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean abandoned; // written under the lock

    Worker(Runnable body) {
      super(null, body, NAME, STACK_BYTES, false);
      setDaemon(true);
    }
  }

  /** Planning that nobody wants any more ends here; elsewhere this does nothing. */
  static void requireWanted() {
    if (Thread.currentThread() instanceof Worker worker && worker.abandoned) {
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
    if (Thread.currentThread() instanceof Worker) {
      return work.get();
    }
    CompletableFuture<Supplier<T>> outcome = new CompletableFuture<>();
    Worker _ = start(failed, work, outcome, new CompletableFuture<>());
    return outcome.join().get(); // goes on if the caller is interrupted
  }

  /**
   * As above, unless it is unwanted before, or the engine is closed: then nobody waits any longer,
   * and what the thread makes is dropped when it ends, so it must hold nothing.
   *
   * @param unwanted completed by whoever cancels
   */
  <T> T call(Supplier<T> work, CompletableFuture<?> unwanted) {
    if (Thread.currentThread() instanceof Worker) {
      return work.get();
    }
    CompletableFuture<Supplier<T>> outcome = new CompletableFuture<>();
    Worker worker = start("planning failed", work, outcome, unwanted);
    CompletableFuture.anyOf(outcome, unwanted, closing).join();
    Supplier<T> known = outcome.getNow(null);
    if (known == null) {
      abandon(worker);
      throw cancelled();
    }
    return known.get();
  }

  private <T> Worker start(
      String failed,
      Supplier<T> work,
      CompletableFuture<Supplier<T>> outcome,
      CompletableFuture<?> unwanted) {
    Worker worker = new Worker(() -> run(failed, work, outcome));
    for (CompletableFuture<Void> room = begin(worker); room != null; room = begin(worker)) {
      CompletableFuture.anyOf(room, unwanted, closing).join();
      if (unwanted.isDone()) {
        throw cancelled();
      }
    }
    boolean started = false;
    try {
      worker.start();
      started = true;
    } finally {
      if (!started) { // the system has no thread left
        ended(worker);
      }
    }
    return worker;
  }

  /** Null if it may begin; else what to wait for. */
  private synchronized @Nullable CompletableFuture<Void> begin(Worker worker) {
    if (closed) {
      throw QueryCancelledException.ofClosedEngine();
    }
    if (numAbandoned >= mostAbandoned) {
      return nextEnd;
    }
    running.add(worker);
    return null;
  }

  @SuppressWarnings("IllegalCatch") // a thread root: the caller gets whatever fails here
  private <T> void run(String failed, Supplier<T> work, CompletableFuture<Supplier<T>> outcome) {
    Supplier<T> known;
    try {
      T value = work.get();
      known = () -> value;
    } catch (Throwable thrown) {
      known =
          () -> {
            throw rethrow(failed, thrown);
          };
    }
    if (Thread.currentThread() instanceof Worker worker) {
      ended(worker);
    }
    outcome.complete(known);
  }

  private void ended(Worker worker) {
    CompletableFuture<Void> waiting;
    synchronized (this) {
      running.remove(worker);
      numAbandoned -= worker.abandoned ? 1 : 0;
      waiting = nextEnd;
      nextEnd = new CompletableFuture<>();
    }
    waiting.complete(null);
    worker.ended.complete(null);
  }

  private synchronized void abandon(Worker worker) {
    if (running.contains(worker) && !worker.abandoned) {
      worker.abandoned = true;
      numAbandoned++;
    }
  }

  /**
   * Lets nothing begin any more, makes callers go, and waits until nothing runs, but not longer
   * than some seconds: what has not ended by then ends at its next look.
   */
  @Override
  public void close() {
    List<Worker> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(running);
    }
    closing.complete(null);
    CompletableFuture<Void> end =
        CompletableFuture.allOf(
            left.stream().map(worker -> worker.ended).toArray(CompletableFuture<?>[]::new));
    if (!isDoneInTime(end)) {
      System.getLogger(PlanningThreads.class.getName())
          .log(Level.WARNING, "planning goes on after its engine was closed");
    }
  }

  private boolean isDoneInTime(CompletableFuture<Void> end) {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          end.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          return true;
        } catch (InterruptedException e) {
          interrupted = true; // whoever closes is to go on then
        } catch (ExecutionException | TimeoutException e) {
          return false;
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
