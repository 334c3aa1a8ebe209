package io.scheelite.sql;

import io.scheelite.operators.runtime.QueryCancelledException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a query does before its plan can run: stores persisted rows, or waits for another query that
 * stores them. One thread prepares; any may cancel.
 */
final class CachePreparation {
  private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
  private @Nullable QueryResult storing; // guarded by this

  /** Runs a query whose rows are to be stored, to its end. */
  void run(Supplier<QueryResult> start, Consumer<QueryResult> reader) {
    requireWanted();
    try (QueryResult result = start.get()) {
      running(result);
      reader.accept(result);
    } finally {
      running(null);
    }
  }

  private synchronized void running(@Nullable QueryResult result) {
    storing = result;
    if (result != null && cancelled.isDone()) {
      result.cancel();
    }
  }

  /** Waits until what others do has ended. */
  void await(CompletableFuture<Void> others) {
    CompletableFuture.anyOf(others, cancelled).join();
    requireWanted();
  }

  private void requireWanted() {
    if (cancelled.isDone()) {
      throw new QueryCancelledException("(not started)");
    }
  }

  /** Makes it end soon with a {@link QueryCancelledException}; whoever prepares hears of it. */
  void cancel() {
    cancelled.complete(null);
    QueryResult running;
    synchronized (this) {
      running = storing;
    }
    if (running != null) {
      running.cancel();
    }
  }
}
