package io.scheelite.sql;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes things one after another, all of them whatever fails: the first failure is thrown when
 * everything has been closed, those after it are suppressed by it. Of one thread.
 *
 * @param <E> what else than unchecked exceptions closing may throw
 */
public final class Closing<E extends Exception> {
  /** Closes one thing. */
  @FunctionalInterface
  public interface Part<E extends Exception> {
    /** Closes it. */
    void close() throws E;
  }

  private final Deque<Part<? extends E>> parts = new ArrayDeque<>();

  /** Closes it after what was added before. */
  public Closing<E> add(Part<? extends E> part) {
    parts.addLast(part);
    return this;
  }

  /** Closes it before what was added before. */
  public void addFirst(Part<? extends E> part) {
    parts.addFirst(part);
  }

  /** Closes all, each once. */
  @SuppressWarnings("IllegalCatch") // what fails is thrown, when the others are closed
  public void close() throws E {
    Throwable first = null;
    for (Part<? extends E> part = parts.poll(); part != null; part = parts.poll()) {
      try {
        part.close();
      } catch (Throwable thrown) {
        if (first == null) {
          first = thrown;
        } else if (first != thrown) {
          first.addSuppressed(thrown);
        }
      }
    }
    if (first != null) {
      throw failure(first);
    }
  }

  @SuppressWarnings("unchecked") // parts throw nothing else
  private E failure(Throwable thrown) {
    return switch (thrown) {
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      default -> (E) thrown;
    };
  }
}
