package io.scheelite.shuffle.transport;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.util.internal.CleanableDirectBuffer;
import io.netty.util.internal.PlatformDependent;
import io.scheelite.memory.MemoryConfig;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.QueryMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.SlabAllocator;
import io.scheelite.memory.TaskMemory;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where the buffers of a process's connections come from: chunks on a ledger of their own, whose
 * limit is fixed, so that connections take nothing from queries and queries nothing from them.
 *
 * <p>Each thread of the loops reads into one buffer of at most 64 KiB at a time, and each
 * connection has at most 128 KiB on its way out, so the limit suffices for some thirty peers that
 * do not read. Beyond it buffers are plain direct memory of the JVM, counted by {@link
 * #overflowBytes}: a connection does not break because others are slow. Thread-safe; closed after
 * all connections.
 */
final class NetworkMemory implements AutoCloseable {
  /** What a process spends on buffers of its connections. */
  static final long LIMIT_BYTES = 4 << 20;

  private final MemoryManager manager;
  private final QueryMemory memory;
  private final MemoryConsumer consumer;
  private final SlabAllocator slabs;
  private final AtomicLong overflow = new AtomicLong();
  private final Allocator allocator = new Allocator();

  NetworkMemory() {
    this(LIMIT_BYTES);
  }

  NetworkMemory(long limitBytes) {
    manager =
        new MemoryManager(
            MemoryConfig.defaults().withOffHeapBytes(limitBytes).withStorageFraction(0),
            Runnable::run);
    memory = manager.admit("network", limitBytes, limitBytes).join();
    TaskMemory task = memory.newServiceTask("connections");
    consumer = task.newConsumer(task.newGate("buffers"), "buffers", limitBytes, Reclaimable.NONE);
    slabs = new SlabAllocator(consumer);
  }

  /** For channels. */
  ByteBufAllocator allocator() {
    return allocator;
  }

  /** Bytes on the ledger for buffers that are in use, in whole chunks. */
  long usedBytes() {
    return consumer.usedBytes();
  }

  /** The most that {@link #usedBytes} has been. */
  long peakBytes() {
    return consumer.peakBytes();
  }

  /** Bytes of buffers in use that found no room within the limit. */
  long overflowBytes() {
    return overflow.get();
  }

  @Override
  public void close() {
    memory.close();
    manager.close();
  }

  private final class Allocator extends AbstractByteBufAllocator {
    Allocator() {
      super(true);
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
      return new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
      return new Buffer(take(initialCapacity), maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
      return true; // so that channels read into them
    }
  }

  private CleanableDirectBuffer take(int sizeBytes) {
    long address = slabs.allocate(SlabAllocator.capacity(sizeBytes));
    return address == 0 ? new Overflow(sizeBytes) : new Piece(address, sizeBytes);
  }

  /** Memory of a buffer, on the ledger. */
  private final class Piece implements CleanableDirectBuffer {
    private final long address;
    private final int sizeBytes;
    private final ByteBuffer buffer;

    Piece(long address, int sizeBytes) {
      this.address = address;
      this.sizeBytes = sizeBytes;
      this.buffer = NativeMemory.byteBuffer(address, sizeBytes);
    }

    @Override
    public ByteBuffer buffer() {
      return buffer;
    }

    @Override
    public void clean() {
      slabs.free(address, SlabAllocator.capacity(sizeBytes));
    }
  }

  /** Memory of a buffer beyond the limit. */
  private final class Overflow implements CleanableDirectBuffer {
    private final CleanableDirectBuffer memory;
    private final int sizeBytes;

    Overflow(int sizeBytes) {
      this.memory = PlatformDependent.allocateDirect(sizeBytes);
      this.sizeBytes = sizeBytes;
      overflow.addAndGet(sizeBytes);
    }

    @Override
    public ByteBuffer buffer() {
      return memory.buffer();
    }

    @Override
    public void clean() {
      memory.clean();
      overflow.addAndGet(-sizeBytes);
    }
  }

  /** Frees the memory it was made with itself; Netty frees what it grows to. */
  private final class Buffer extends UnpooledDirectByteBuf {
    private final CleanableDirectBuffer first;

    Buffer(CleanableDirectBuffer first, int maxCapacity) {
      super(allocator, first.buffer(), maxCapacity);
      this.first = first;
      clear();
    }

    @Override
    protected CleanableDirectBuffer allocateDirectBuffer(int capacity) {
      return take(capacity);
    }

    @Override
    protected void deallocate() {
      super.deallocate();
      first.clean();
    }
  }
}
