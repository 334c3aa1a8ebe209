package io.scheelite.columnar.arrow;

import io.scheelite.memory.MemoryConsumer;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.memory.RootAllocator;

/**
 * An Arrow allocator whose every byte is memory of a {@link MemoryConsumer}: what Arrow holds is on
 * the ledger and within the limit. Buffers of foreign memory that Arrow merely refers to are not
 * counted again.
 *
 * <p>Where the consumer gets no memory (nothing is spilled for Arrow), Arrow's {@link
 * OutOfMemoryException} says so. The allocator is thread-safe; the consumer is used by nobody else.
 * Whoever made this closes it, after all buffers are released and before the consumer.
 */
public final class ArrowMemory implements AutoCloseable {
  private static final ArrowBuf EMPTY = new ArrowBuf(ReferenceManager.NO_OP, null, 0, 0);
  private static final long ALIGNMENT = 64;

  private final MemoryConsumer consumer;
  private final LedgerSlabs slabs;
  private final RootAllocator allocator;

  /** With memory of this consumer. */
  public ArrowMemory(MemoryConsumer consumer) {
    this.consumer = consumer;
    this.slabs = new LedgerSlabs(consumer);
    this.allocator =
        new RootAllocator(
            RootAllocator.configBuilder()
                .allocationManagerFactory(new Factory())
                .roundingPolicy(size -> (size + ALIGNMENT - 1) & -ALIGNMENT)
                .build());
  }

  /** Bytes that a buffer of this size takes at most from the consumer. */
  public static long bytesFor(long bufferBytes) {
    return Math.max(MemoryConsumer.CHUNK_BYTES, LedgerSlabs.capacity(bufferBytes));
  }

  /** For Arrow. */
  public BufferAllocator allocator() {
    return allocator;
  }

  /** Fails, as Arrow does, if buffers are not released. */
  @Override
  public void close() {
    allocator.close();
  }

  private final class Factory implements AllocationManager.Factory {
    @Override
    public AllocationManager create(BufferAllocator owner, long size) {
      long capacity = LedgerSlabs.capacity(size);
      long address = slabs.allocate(capacity);
      if (address == 0) {
        throw new OutOfMemoryException(
            "memory limit exceeded, raise it or convert smaller batches: consumer="
                + consumer.pool().path()
                + " requestedBytes="
                + size);
      }
      return new LedgerAllocation(owner, size, address, capacity);
    }

    @Override
    public ArrowBuf empty() {
      return EMPTY;
    }
  }

  private final class LedgerAllocation extends AllocationManager {
    private final long size;
    private final long address;
    private final long capacity;

    LedgerAllocation(BufferAllocator owner, long size, long address, long capacity) {
      super(owner);
      this.size = size;
      this.address = address;
      this.capacity = capacity;
    }

    @Override
    public long getSize() {
      return size;
    }

    @Override
    protected long memoryAddress() {
      return address;
    }

    @Override
    protected void release0() {
      slabs.free(address, capacity);
    }
  }
}
