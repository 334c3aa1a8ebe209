package io.scheelite.memory;

import java.util.concurrent.CompletableFuture;

/** One wait of a consumer for memory, from registration to its end. */
final class MemoryWait {
  private final MemoryConsumer consumer;
  private final long missingBytes;
  private final CompletableFuture<Void> future = new CompletableFuture<>();

  MemoryWait(MemoryConsumer consumer, long missingBytes) {
    this.consumer = consumer;
    this.missingBytes = missingBytes;
  }

  MemoryConsumer consumer() {
    return consumer;
  }

  /** How much the consumer lacks. */
  long missingBytes() {
    return missingBytes;
  }

  /** What its driver waits for. */
  CompletableFuture<Void> future() {
    return future;
  }

  /** Ends the wait: worth trying again. */
  void end() {
    future.complete(null);
  }
}
