package io.scheelite.memory;

/**
 * Whoever holds storage memory and can drop or write out some of it: the block store.
 *
 * <p>Called from any thread that needs memory, never under a lock of the manager. When something
 * that could not be evicted can be, it says so by {@link StorageMemory#becameEvictable}.
 */
@FunctionalInterface
public interface StorageEvictor {
  /** Holds nothing that could be evicted. */
  StorageEvictor NONE = (bytesNeeded, spareDataset) -> {};

  /**
   * Evicts the least recently used blocks until at least {@code bytesNeeded} are free, all or
   * nothing, never read-locked blocks and never blocks of {@code spareDataset} (empty: any block
   * may go); calls {@link StorageMemory#release} for each.
   */
  void evict(long bytesNeeded, String spareDataset);
}
