package io.scheelite.operators.runtime;

import io.scheelite.columnar.Batch;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A step in the middle of a pipeline in one driver: turns each batch into any number of batches.
 *
 * <p>Used by one thread at a time; see the package for the whole life cycle.
 */
public interface Transform extends AutoCloseable {
  /**
   * Reserves the memory that {@link #accept} needs for this batch; may spill this transform's own
   * state.
   *
   * @return null = go on with {@link #accept}; else call again with the same batch when it is
   *     complete
   */
  default @Nullable CompletableFuture<Void> prepare(Batch input) {
    return null;
  }

  /** Takes a batch, lent until {@link #next} has returned null. Cannot fail for memory. */
  void accept(Batch input);

  /**
   * The next output for what was accepted (or, after {@link #finishInput}, of the tail), lent until
   * the next call; null when there is none.
   */
  @Nullable Batch next();

  /**
   * After {@link #next} returned null: what to wait for before calling it again, null = there is
   * really no more. A completed future just asks for another call, so that long work can be done
   * piece by piece.
   */
  default @Nullable CompletableFuture<Void> blocked() {
    return null;
  }

  /**
   * Says that no more input comes.
   *
   * @return null = call {@link #next} until it returns null; else call again when it is complete
   */
  default @Nullable CompletableFuture<Void> finishInput() {
    return null;
  }

  /**
   * Whether further input would change nothing, as after a limit: the driver stops everything
   * before.
   */
  default boolean finished() {
    return false;
  }

  /** Gives back everything. Called once, also after a failure; must not throw. */
  @Override
  void close();
}
