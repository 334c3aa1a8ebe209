package io.scheelite.sql;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs planning on a short-lived thread with a big stack: parsing, checking and optimizing recurse
 * once per nesting level of the statement. Stateless.
 */
final class PlanningThread {
  private static final long STACK_BYTES = 256L << 20;

  private PlanningThread() {}

  /** Runs {@code work} to its end and gives its result or failure. */
  @SuppressWarnings("IllegalCatch") // a thread root: the caller gets whatever fails here
  static <T> T call(Supplier<T> work) {
    AtomicReference<@Nullable T> result = new AtomicReference<>();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Runnable body =
        () -> {
          try {
            result.set(work.get());
          } catch (Throwable thrown) {
            failure.set(thrown);
          }
        };
    Thread thread = new Thread(null, body, "scheelite-planning", STACK_BYTES, false);
    thread.start();
    join(thread);
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw rethrow(thrown);
    }
    T value = result.get();
    if (value == null) {
      throw new IllegalStateException("planning ended without a result");
    }
    return value;
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException ignored) { // restored below: planning is short
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static RuntimeException rethrow(Throwable thrown) {
    return switch (thrown) {
      case ScheeliteException ours -> ours;
      case StackOverflowError _ ->
          SqlException.of(ErrorCode.INVALID_QUERY, "the statement is nested too deeply");
      case Error error -> throw error;
      default ->
          SqlException.at(
              ErrorCode.INTERNAL, "planning failed, please report it: " + thrown, 0, 0, thrown);
    };
  }
}
