package io.scheelite.memory;

import java.util.concurrent.CompletableFuture;

/** A request to take bytes back from a consumer, queued at its gate. */
final class ReclaimOrder {
  private final MemoryConsumer consumer;
  private final long targetBytes;
  private final String reason;
  private final ReclaimScope scope;
  private final CompletableFuture<Long> done = new CompletableFuture<>();

  ReclaimOrder(MemoryConsumer consumer, long targetBytes, String reason, ReclaimScope scope) {
    this.consumer = consumer;
    this.targetBytes = targetBytes;
    this.reason = reason;
    this.scope = scope;
  }

  /** The victim. */
  MemoryConsumer consumer() {
    return consumer;
  }

  /** Completes with the bytes really given back, 0 when the victim is gone or failed. */
  CompletableFuture<Long> done() {
    return done;
  }

  /** Runs the order; the caller has exclusive use of the consumer's driver. */
  void run() {
    long freed = 0;
    try {
      freed = consumer.reclaim().reclaimAboveFloor(targetBytes, reason, scope);
    } finally {
      end(freed);
    }
  }

  /** Ends the order without doing anything: the victim is gone. */
  void drop() {
    end(0);
  }

  private void end(long freedBytes) {
    consumer.reclaim().orderDone(this);
    done.complete(freedBytes);
  }
}
