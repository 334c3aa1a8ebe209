package io.scheelite.memory;

import java.util.concurrent.CompletableFuture;

/** One wait of a consumer for memory, from registration to its end. */
final class MemoryWait {
  private final MemoryConsumer consumer;
  private final long neededBytes;
  private final long outlook;
  private final long evictedInVain;
  private final CompletableFuture<Void> future = new CompletableFuture<>();

  /** A wait until so many bytes can be unused in the consumer's reservation. */
  MemoryWait(MemoryConsumer consumer, long neededBytes) {
    this.consumer = consumer;
    this.neededBytes = neededBytes;
    this.outlook = consumer.waits.evictionOutlook();
    this.evictedInVain = consumer.waits.evictedInVain();
  }

  MemoryConsumer consumer() {
    return consumer;
  }

  /**
   * How much the consumer lacks now: others may spill it, and take what it holds unused, while it
   * waits.
   */
  long missingBytes() {
    long unused = consumer.unusedBytes();
    return unused >= neededBytes ? 0 : MemoryConsumer.roundUpToChunk(neededBytes) - unused;
  }

  /**
   * Whether evicting so much may succeed although the consumer, before it began to wait, found that
   * what it lacked could not be evicted: it lacks less now.
   */
  boolean isWorthEvicting(long lackingBytes) {
    return lackingBytes < evictedInVain;
  }

  /** Whether others may give more than when the consumer asked them. */
  boolean outlookImproved(long outlookNow) {
    return outlook != outlookNow;
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
