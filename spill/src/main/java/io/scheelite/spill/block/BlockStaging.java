package io.scheelite.spill.block;

import io.scheelite.memory.StorageMemory;

/**
 * A workspace and a buffer out of storage memory, for whoever stores rows outside a query's task.
 * Whoever got it closes it, after its writers.
 */
public final class BlockStaging implements AutoCloseable {
  private final StorageMemory storage;
  private final long address;
  private final long sizeBytes;
  private final BlockWorkspace workspace;
  private boolean closed;

  /** Over memory that was acquired; gives it back when closed. */
  BlockStaging(StorageMemory storage, long address, long sizeBytes) {
    this.storage = storage;
    this.address = address;
    this.sizeBytes = sizeBytes;
    this.workspace = BlockWorkspace.at(address);
  }

  public BlockWorkspace workspace() {
    return workspace;
  }

  /** Where the buffer begins. */
  public long buffer() {
    return address + BlockWorkspace.BYTES;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      workspace.close();
      storage.free(address, sizeBytes);
      storage.release(sizeBytes);
    }
  }
}
