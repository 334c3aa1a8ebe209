package io.scheelite.operators.runtime;

import io.scheelite.memory.TaskMemory;
import io.scheelite.memory.WaitClock;
import io.scheelite.spill.SpillSpace;
import java.util.function.BooleanSupplier;

/**
 * What all drivers of one task share.
 *
 * @param queryName for messages
 * @param memory the task's memory
 * @param spill the query's spill files
 * @param pinned who waits for memory that drivers pin
 * @param clock time, injected
 * @param batchSize most rows per batch
 * @param reclaimAlways see {@link QueryOptions#reclaimAlways}
 * @param cancellation whether to stop
 */
record ExecutionContext(
    String queryName,
    TaskMemory memory,
    SpillSpace spill,
    PinnedMemory pinned,
    WaitClock clock,
    int batchSize,
    boolean reclaimAlways,
    BooleanSupplier cancellation) {
  boolean cancelled() {
    return cancellation.getAsBoolean();
  }

  void throwIfCancelled() {
    if (cancelled()) {
      throw new QueryCancelledException(queryName);
    }
  }
}
