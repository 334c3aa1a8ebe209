package io.scheelite.sql;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.runtime.QueryCancelledException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Runs planning on a short-lived thread with a big stack: parsing, checking and optimizing recurse
 * once per nesting level of the statement. Stateless.
 */
final class PlanningThread {
  private static final long STACK_BYTES = 256L << 20;

  private PlanningThread() {}

  /** Runs {@code work} to its end and gives its result or failure. */
  static <T> T call(Supplier<T> work) {
    return call(work, new CompletableFuture<>());
  }

  /**
   * As above, unless it is unwanted before: then nobody waits any longer, and what the thread makes
   * is dropped when it ends, so it must hold nothing.
   *
   * @param unwanted completed by whoever cancels
   */
  @SuppressWarnings("IllegalCatch") // a thread root: the caller gets whatever fails here
  static <T> T call(Supplier<T> work, CompletableFuture<?> unwanted) {
    CompletableFuture<Supplier<T>> ended = new CompletableFuture<>();
    Runnable body =
        () -> {
          try {
            T value = work.get();
            ended.complete(() -> value);
          } catch (Throwable thrown) {
            ended.complete(
                () -> {
                  throw rethrow(thrown);
                });
          }
        };
    Thread thread = new Thread(null, body, "scheelite-planning", STACK_BYTES, false);
    thread.setDaemon(true);
    thread.start();
    CompletableFuture.anyOf(ended, unwanted).join(); // goes on if the caller is interrupted
    Supplier<T> outcome = ended.getNow(null);
    if (outcome == null) {
      throw new QueryCancelledException("(not started)");
    }
    return outcome.get();
  }

  private static RuntimeException rethrow(Throwable thrown) {
    return switch (thrown) {
      case ScheeliteException ours -> ours;
      case StackOverflowError _ ->
          SqlException.of(ErrorCode.STATEMENT_TOO_COMPLEX, "the statement is nested too deeply");
      case AssertionError broken -> broken(broken); // as libraries raise them
      case Error error -> throw error;
      case UncheckedIOException io -> io;
      default -> broken(thrown);
    };
  }

  private static SqlException broken(Throwable thrown) {
    return SqlException.at(
        ErrorCode.INTERNAL, "planning failed, please report it: " + thrown, 0, 0, thrown);
  }
}
