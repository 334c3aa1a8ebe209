package io.scheelite.bench.dataset;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ScratchAllocator;
import java.util.function.Supplier;

/** A table whose rows a generator makes. */
public interface GeneratedTable {
  /** Name of the table, and of its file without suffix. */
  String name();

  Schema schema();

  /**
   * Makes the rows from the first one on: batches that are valid until the next one, an empty one
   * at the end.
   *
   * @param scratch where batches lie; at most {@link TableFolder#ROWS_BYTES}
   */
  Supplier<Batch> batches(ScratchAllocator scratch);
}
