package io.scheelite.operators.window;

import io.scheelite.columnar.ColumnVector;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Computes the values of one window function. Belongs to one driver. */
interface WindowColumn {
  /**
   * Computes the values of rows whose partitions are complete and whose frames are known.
   *
   * @return for how many of them there was room
   */
  int evaluate(RowPositions rows, int count);

  /** After {@link #evaluate} had no room for a single row: makes more; null = done. */
  default @Nullable CompletableFuture<Void> makeRoom() {
    return null;
  }

  /** The values of the first rows that were computed last. */
  ColumnVector vector(int count);
}
