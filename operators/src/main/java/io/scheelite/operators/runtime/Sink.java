package io.scheelite.operators.runtime;

import io.scheelite.columnar.Batch;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The end of a pipeline in one driver: collects rows into state of its own, which joins the state
 * shared by all drivers at the end.
 *
 * <p>Used by one thread at a time; see the package for the whole life cycle.
 */
public interface Sink extends AutoCloseable {
  /**
   * Reserves the memory that {@link #consume} needs for this batch; may spill this sink's own
   * state.
   *
   * @return null = go on with {@link #consume}; else call again with the same batch when it is
   *     complete
   */
  default @Nullable CompletableFuture<Void> prepare(Batch input) {
    return null;
  }

  /** Copies what it needs of the batch. Cannot fail for memory. */
  void consume(Batch input);

  /**
   * Called after the last batch: combines local state into the state shared through the factory.
   * Large work (sorting, merging) belongs into {@link SinkFactory#finishTasks()} or is done piece
   * by piece, returning {@link #AGAIN} in between.
   *
   * @return null = done; else call again when it is complete
   */
  @Nullable CompletableFuture<Void> finish();

  /** Returned by {@link #finish} when a piece of the work is done and more is left. */
  CompletableFuture<Void> AGAIN = CompletableFuture.completedFuture(null);

  /** Whether further input would change nothing: the driver stops everything before. */
  default boolean finished() {
    return false;
  }

  /**
   * Gives back what was not handed to the shared state. Called once, also after a failure; must not
   * throw.
   */
  @Override
  void close();
}
