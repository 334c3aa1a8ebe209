package io.scheelite.memory;

import java.util.concurrent.CompletableFuture;

/**
 * A request to take bytes back from a consumer, queued at its gate.
 *
 * @param consumer the victim
 * @param targetBytes how much is wanted
 * @param reason why, and for whom: shown in events
 * @param done completes with the bytes really given back, 0 when the victim is gone or failed
 */
record ReclaimOrder(
    MemoryConsumer consumer, long targetBytes, String reason, CompletableFuture<Long> done) {
  /** Runs the order; the caller has exclusive use of the consumer's driver. */
  void run() {
    long freed = 0;
    try {
      freed = consumer.reclaimAboveFloor(targetBytes, reason);
    } finally {
      consumer.orderDone(this);
      done.complete(freed);
    }
  }

  /** Ends the order without doing anything: the victim is gone. */
  void drop() {
    consumer.orderDone(this);
    done.complete(0L);
  }
}
