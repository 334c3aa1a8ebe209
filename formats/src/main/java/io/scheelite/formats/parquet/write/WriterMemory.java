package io.scheelite.formats.parquet.write;

import io.scheelite.formats.FormatException;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import java.util.HashMap;
import java.util.Map;

/** A writer's memory: takes and gives back whole buffers of its consumer, reserving as it goes. */
public final class WriterMemory {
  private final MemoryConsumer consumer;
  private final Map<Long, Long> taken = new HashMap<>();
  private long workspaceBytes;

  /** Over the consumer that pays. */
  public WriterMemory(MemoryConsumer consumer) {
    this.consumer = consumer;
  }

  /** Bytes that a buffer of that size really takes. */
  public static long rounded(long sizeBytes) {
    return MemoryConsumer.roundUpToChunk(sizeBytes);
  }

  /** Whether so many bytes can be taken next. */
  boolean available(long sizeBytes) {
    return consumer.tryReserve(sizeBytes);
  }

  /** A buffer with undefined content. */
  long take(long sizeBytes) {
    long size = rounded(sizeBytes);
    reserve(size);
    long address = consumer.allocate(size);
    taken.put(address, size);
    return address;
  }

  /** Books what compression takes from the system, until {@link #giveAll}. */
  void takeWorkspace(long sizeBytes) {
    reserve(sizeBytes);
    consumer.use(sizeBytes);
    workspaceBytes += sizeBytes;
  }

  private void reserve(long size) {
    if (!consumer.tryReserve(size)) {
      throw new FormatException(
          ErrorCode.MEMORY_LIMIT_EXCEEDED,
          "Parquet writer needs more memory than it is granted: requestedBytes="
              + size
              + " usedBytes="
              + consumer.usedBytes());
    }
  }

  void give(long address) {
    Long size = taken.remove(address);
    if (size != null) {
      consumer.free(address, size);
    }
  }

  /** Gives what is not used back to the pool. */
  void releaseUnused() {
    consumer.releaseUnused();
  }

  /** Gives everything back that was taken. */
  public void giveAll() {
    taken.forEach(consumer::free);
    taken.clear();
    consumer.unuse(workspaceBytes);
    workspaceBytes = 0;
    consumer.releaseUnused();
  }
}
