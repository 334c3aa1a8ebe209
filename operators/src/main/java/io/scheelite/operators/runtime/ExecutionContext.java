package io.scheelite.operators.runtime;

import io.scheelite.memory.TaskMemory;
import java.util.function.BooleanSupplier;

/**
 * What all drivers of one task share.
 *
 * @param memory the task's memory
 * @param batchSize most rows per batch
 * @param cancellation whether to stop
 */
record ExecutionContext(TaskMemory memory, int batchSize, BooleanSupplier cancellation) {
  boolean cancelled() {
    return cancellation.getAsBoolean();
  }
}
