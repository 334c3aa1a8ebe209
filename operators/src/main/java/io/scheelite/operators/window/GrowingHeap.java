package io.scheelite.operators.window;

import io.scheelite.memory.MemoryConsumer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Room for what is made per batch and whose size nobody knows before, such as long strings: one
 * piece of memory, filled from the front, and replaced by a larger one when not even the first part
 * of a batch fits. Of one driver; its memory is freed with the consumer.
 */
final class GrowingHeap {
  private final MemoryConsumer memory;
  private long address;
  private long sizeBytes;
  private long usedBytes;

  /**
   * Takes its first memory.
   *
   * @param memory so many bytes of its floor are used here
   * @param sizeBytes 0 for a heap that never is used
   */
  GrowingHeap(MemoryConsumer memory, long sizeBytes) {
    this.memory = memory;
    this.sizeBytes = sizeBytes;
    this.address = sizeBytes == 0 ? 0 : memory.allocate(sizeBytes);
  }

  /** Forgets what is in it, for the next batch; the bytes stay where they are. */
  void clear() {
    usedBytes = 0;
  }

  /** Whether so many bytes fit behind those that are used. */
  boolean hasRoom(long bytes) {
    return bytes <= sizeBytes - usedBytes;
  }

  /** Where so many bytes are to go, for which there is room. */
  long take(long bytes) {
    assert hasRoom(bytes) : "no room in the heap";
    long place = address + usedBytes;
    usedBytes += bytes;
    return place;
  }

  /**
   * Makes a heap for which so many bytes were too many large enough for them; null = done, else try
   * again then. What was in it is lost.
   */
  @Nullable CompletableFuture<Void> grow(long bytes) {
    long larger = MemoryConsumer.roundUpToChunk(bytes);
    assert larger > sizeBytes : "they fit as it is";
    CompletableFuture<Void> wait = memory.reserve(larger);
    if (wait == null) {
      memory.free(address, sizeBytes);
      address = memory.allocate(larger);
      sizeBytes = larger;
      usedBytes = 0;
    }
    return wait;
  }
}
