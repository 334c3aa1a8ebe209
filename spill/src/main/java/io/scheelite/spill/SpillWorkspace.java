package io.scheelite.spill;

import io.scheelite.memory.MemoryConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Memory in which blocks are compressed and decompressed: opened before anything is spilled, so
 * that spilling needs no memory then. Any number of writers and readers of one thread share one;
 * nothing stays in it between their calls.
 *
 * <p>Whoever opened it closes it, after the writers and readers that use it.
 */
public final class SpillWorkspace implements AutoCloseable {
  /** What it takes from its consumer: make it part of the consumer's floor. */
  public static final int BYTES = MemoryConsumer.CHUNK_BYTES;

  private final @Nullable MemoryConsumer consumer;
  private final long address;
  private boolean closed;

  /** Takes {@link #BYTES} that the consumer has reserved. */
  public SpillWorkspace(MemoryConsumer consumer) {
    this.consumer = consumer;
    this.address = consumer.allocate(BYTES);
  }

  private SpillWorkspace(long address) {
    this.consumer = null;
    this.address = address;
  }

  /** Over {@link #BYTES} of memory that the caller owns and frees after closing this. */
  public static SpillWorkspace at(long address) {
    return new SpillWorkspace(address);
  }

  long address() {
    return address;
  }

  /** Gives the memory back; it may have gone with its consumer before. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (consumer != null && !consumer.isClosed()) {
        consumer.free(address, BYTES);
      }
    }
  }
}
