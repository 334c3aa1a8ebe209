package io.scheelite.spill.block;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.spill.SpillWorkspace;
import org.jspecify.annotations.Nullable;

/**
 * Memory in which blocks are compressed, decompressed and moved between tiers: taken before it is
 * needed, so that neither unrolling nor eviction asks for any. Any number of writers and leases of
 * one thread share one in turns. Whoever opened it closes it, after them.
 */
public final class BlockWorkspace implements AutoCloseable {
  /** What it takes: make it part of the consumer's floor. */
  public static final int BYTES = SpillWorkspace.BYTES + PieceTable.CELL_BYTES;

  private final @Nullable MemoryConsumer consumer;
  private final long address;
  private final SpillWorkspace spill;
  private boolean closed;

  /** Takes {@link #BYTES} that the consumer has reserved. */
  public BlockWorkspace(MemoryConsumer consumer) {
    this(consumer, consumer.allocate(BYTES));
  }

  private BlockWorkspace(@Nullable MemoryConsumer consumer, long address) {
    this.consumer = consumer;
    this.address = address;
    this.spill = SpillWorkspace.at(address);
  }

  /** Over memory that the store owns. */
  static BlockWorkspace at(long address) {
    return new BlockWorkspace(null, address);
  }

  SpillWorkspace spill() {
    return spill;
  }

  long address() {
    return address;
  }

  /** Room for one cell. */
  long cell() {
    return address + SpillWorkspace.BYTES;
  }

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
