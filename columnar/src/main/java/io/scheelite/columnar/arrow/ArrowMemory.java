package io.scheelite.columnar.arrow;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.MemoryLimitExceededException;
import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.QueryMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.SlabAllocator;
import io.scheelite.memory.TaskMemory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/**
 * An Arrow allocator whose every byte is memory of a {@link MemoryConsumer}: what Arrow holds is on
 * the ledger and within the limit. Buffers of foreign memory that Arrow merely refers to are not
 * counted again.
 *
 * <p>An allocation that finds no free memory asks for it as any consumer does: stored blocks are
 * evicted, consumers of the same task and of others spill. Where that takes time a client's thread
 * waits for it, a driver's does not ({@link Waiting}). If it was in vain, Arrow's {@link
 * OutOfMemoryException} says so.
 *
 * <p>The allocator is thread-safe; the consumer is used by nobody else. Whoever made this closes
 * it, after all buffers are released and before the consumer.
 */
public final class ArrowMemory implements AutoCloseable {
  /** What an allocating thread does while others give memory back. */
  public enum Waiting {
    /** Nothing: the allocation fails. For threads of the engine's pool. */
    NEVER,
    /** It waits, as long as the manager lets anybody wait. For threads of the engine's clients. */
    ALLOWED
  }

  private static final ArrowBuf EMPTY = new ArrowBuf(ReferenceManager.NO_OP, null, 0, 0);
  private static final long ALIGNMENT = 64;

  private final MemoryConsumer consumer;
  private final Waiting waiting;
  private final Runnable afterClose;
  private final SlabAllocator slabs;
  private final RootAllocator allocator;
  private final Object asking = new Object();

  /** With memory of this consumer, for a driver inside the consumer's gate. */
  public ArrowMemory(MemoryConsumer consumer) {
    this(consumer, Waiting.NEVER);
  }

  /** With memory of this consumer. */
  public ArrowMemory(MemoryConsumer consumer, Waiting waiting) {
    this(consumer, waiting, () -> {});
  }

  private ArrowMemory(MemoryConsumer consumer, Waiting waiting, Runnable afterClose) {
    this.consumer = consumer;
    this.waiting = waiting;
    this.afterClose = afterClose;
    this.slabs = new SlabAllocator(consumer);
    this.allocator =
        new RootAllocator(
            RootAllocator.configBuilder()
                .allocationManagerFactory(new Factory())
                .roundingPolicy(size -> (size + ALIGNMENT - 1) & -ALIGNMENT)
                .build());
  }

  /**
   * With memory of its own for a client of the engine, who may allocate on any thread that is not
   * one of the engine's pool. Takes no floor; waits to be admitted beside queries that wait.
   *
   * @param name in the pool tree
   * @throws MemoryLimitExceededException if it is not admitted in time
   */
  public static ArrowMemory ofClient(MemoryManager manager, String name) {
    QueryMemory memory = join(manager.admit(name, 0, Long.MAX_VALUE));
    TaskMemory task = memory.newTask("client");
    MemoryConsumer consumer =
        task.newConsumer(task.newGate("client"), "arrow", 0, Reclaimable.NONE);
    return new ArrowMemory(consumer, Waiting.ALLOWED, memory::close);
  }

  private static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Bytes that a buffer of this size takes at most from the consumer. */
  public static long bytesFor(long bufferBytes) {
    return Math.max(MemoryConsumer.CHUNK_BYTES, SlabAllocator.capacity(bufferBytes));
  }

  /** For Arrow. */
  public BufferAllocator allocator() {
    return allocator;
  }

  /** Bytes on the ledger for the buffers that Arrow holds, in whole chunks. */
  public long bookedBytes() {
    return consumer.usedBytes();
  }

  /** Fails, as Arrow does, if buffers are not released; memory of its own goes back even then. */
  @Override
  public void close() {
    try {
      allocator.close();
    } finally {
      afterClose.run();
    }
  }

  /**
   * Makes others give memory back and takes it. Threads queue up here, since a consumer makes one
   * request at a time; nobody who gives buffers back has to.
   */
  private long reclaimAndAllocate(long size, long capacity) {
    synchronized (asking) {
      while (true) {
        CompletableFuture<Void> wait = ask(size, capacity);
        if (wait == null) {
          long address = slabs.allocate(capacity);
          if (address != 0) {
            return address;
          }
        } else if (waiting == Waiting.NEVER) {
          throw refused(size, null);
        } else {
          await(wait, size);
        }
      }
    }
  }

  private @Nullable CompletableFuture<Void> ask(long size, long capacity) {
    long bytes = MemoryConsumer.roundUpToChunk(capacity);
    try {
      return waiting == Waiting.NEVER ? consumer.reserveByReclaim(bytes) : consumer.reserve(bytes);
    } catch (MemoryLimitExceededException e) {
      throw refused(size, e);
    }
  }

  private void await(CompletableFuture<Void> wait, long size) {
    try {
      join(wait);
    } catch (MemoryLimitExceededException e) {
      throw refused(size, e);
    }
  }

  private OutOfMemoryException refused(long size, @Nullable MemoryLimitExceededException cause) {
    slabs.releaseUnused();
    return new OutOfMemoryException(
        "memory limit exceeded, raise it or convert smaller batches: consumer="
            + consumer.pool().path()
            + " requestedBytes="
            + size,
        cause);
  }

  private final class Factory implements AllocationManager.Factory {
    @Override
    public AllocationManager create(BufferAllocator owner, long size) {
      long capacity = SlabAllocator.capacity(size);
      long address = slabs.allocate(capacity);
      if (address == 0) {
        address = reclaimAndAllocate(size, capacity);
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
