package io.scheelite.spill.block;

/**
 * A block that is going to be read: it stays readable until this is closed, even when its dataset
 * is removed. Unlike a block that is read now it may leave memory, but only for disk, whatever its
 * level: so nobody who waits for memory waits for who holds blocks. Any thread may {@link #lock} it
 * while it is open; whoever got it closes it.
 */
public final class BlockHold implements AutoCloseable {
  private final BlockStore store;
  private final StoredBlock block;
  private boolean closed;

  BlockHold(BlockStore store, StoredBlock block) {
    this.store = store;
    this.block = block;
  }

  public BlockId id() {
    return block.id;
  }

  /** What is known of its content. */
  public BlockSummary summary() {
    return block.summary;
  }

  /** Locks the block for reading; the caller closes the lease. */
  public BlockLease lock() {
    return store.lock(block);
  }

  /** Lets the block go. Idempotent; by one thread. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      store.letGo(block);
    }
  }
}
