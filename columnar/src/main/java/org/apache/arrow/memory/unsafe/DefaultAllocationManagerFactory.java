package org.apache.arrow.memory.unsafe;

import java.lang.foreign.Arena;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ReferenceManager;

/**
 * Memory for Arrow allocators that an embedder makes without saying where memory is to come from:
 * plain native memory, one arena per buffer. Scheelite itself never uses it; its allocators take
 * their memory from the ledger ({@link io.scheelite.columnar.arrow.ArrowMemory}).
 *
 * <p>Arrow finds this class, and the field, by their names. Thread-safe.
 */
public final class DefaultAllocationManagerFactory implements AllocationManager.Factory {
  /** Read by Arrow. */
  public static final AllocationManager.Factory FACTORY = new DefaultAllocationManagerFactory();

  private static final ArrowBuf EMPTY = new ArrowBuf(ReferenceManager.NO_OP, null, 0, 0);
  private static final long ALIGNMENT = 64;

  private DefaultAllocationManagerFactory() {}

  @Override
  public AllocationManager create(BufferAllocator allocator, long size) {
    return new ArenaAllocation(allocator, size);
  }

  @Override
  public ArrowBuf empty() {
    return EMPTY;
  }

  private static final class ArenaAllocation extends AllocationManager {
    private final Arena arena = Arena.ofShared();
    private final long sizeBytes;
    private final long address;

    ArenaAllocation(BufferAllocator allocator, long sizeBytes) {
      super(allocator);
      this.sizeBytes = sizeBytes;
      this.address = arena.allocate(Math.max(1, sizeBytes), ALIGNMENT).address();
    }

    @Override
    public long getSize() {
      return sizeBytes;
    }

    @Override
    protected long memoryAddress() {
      return address;
    }

    @Override
    protected void release0() {
      arena.close();
    }
  }
}
