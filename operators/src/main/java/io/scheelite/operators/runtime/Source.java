package io.scheelite.operators.runtime;

import io.scheelite.columnar.Batch;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a pipeline in one driver: yields batches.
 *
 * <p>Used by one thread at a time; see the package for the whole life cycle.
 */
public interface Source extends AutoCloseable {
  /**
   * The next batch, lent until the next call; null when there is none now. May do up to about a
   * millisecond of work and then return null without being blocked or finished: it is called again.
   */
  @Nullable Batch poll();

  /** Whether {@link #poll} will never yield another batch. Meaningful after it returned null. */
  boolean finished();

  /**
   * After {@link #poll} returned null: what to wait for before calling it again; null = nothing.
   */
  @Nullable CompletableFuture<Void> blocked();

  /** Gives back everything. Called once, also after a failure; must not throw. */
  @Override
  void close();
}
