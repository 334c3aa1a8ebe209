package io.scheelite.sql;

import io.scheelite.operators.runtime.QueryCancelledException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Lets one statement at a time change a table, in the order in which they came; whoever waits can
 * be told that it need not. Thread-safe; not to be entered again by whoever is inside.
 */
final class ChangeLock {
  private final Queue<CompletableFuture<Void>> waiting = new ArrayDeque<>(); // guarded by this
  private boolean taken; // guarded by this

  /** Does something while nobody else is inside. */
  <T> T during(Supplier<T> work) {
    return during(new CompletableFuture<>(), work);
  }

  /**
   * As above, unless it is unwanted before its turn comes.
   *
   * @param unwanted completed by whoever cancels
   */
  <T> T during(CompletableFuture<?> unwanted, Supplier<T> work) {
    CompletableFuture<Void> turn = newTurn();
    CompletableFuture.anyOf(turn, unwanted).join();
    if (!turn.isDone()) {
      leave(turn);
      throw new QueryCancelledException("(not started)");
    }
    try {
      return work.get();
    } finally {
      release();
    }
  }

  /** Does something now or, if somebody is inside, on their thread when they leave. */
  void whenFree(Runnable work) {
    CompletableFuture<Void> _ =
        newTurn()
            .thenRun(
                () -> {
                  try {
                    work.run();
                  } finally {
                    release();
                  }
                });
  }

  private synchronized CompletableFuture<Void> newTurn() {
    CompletableFuture<Void> turn = new CompletableFuture<>();
    if (taken) {
      waiting.add(turn);
    } else {
      taken = true;
      turn.complete(null);
    }
    return turn;
  }

  private void leave(CompletableFuture<Void> turn) {
    boolean came;
    synchronized (this) {
      came = !waiting.removeIf(other -> other == turn);
    }
    if (came) { // just now
      release();
    }
  }

  private void release() {
    CompletableFuture<Void> next;
    synchronized (this) {
      next = waiting.poll();
      taken = next != null;
    }
    if (next != null) {
      next.complete(null);
    }
  }
}
