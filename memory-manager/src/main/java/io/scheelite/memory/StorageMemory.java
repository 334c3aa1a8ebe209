package io.scheelite.memory;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * The budget of stored blocks (cached data, in-memory tables) of one mode.
 *
 * <p>Storage may grow beyond its region into execution memory that is free, never into execution
 * memory that is used; what it borrowed so is evicted when execution wants it back. Its own region
 * is safe from execution. Thread-safe; the block store books here and frees the bytes itself.
 */
public final class StorageMemory {
  private static final Logger LOGGER = System.getLogger(StorageMemory.class.getName());

  private final Ledger ledger;
  private final UnifiedRegion region;
  private final MemoryPool pool;
  private volatile StorageEvictor evictor = StorageEvictor.NONE;

  StorageMemory(Ledger ledger, UnifiedRegion region, MemoryPool pool) {
    this.ledger = ledger;
    this.region = region;
    this.pool = pool;
  }

  /** Names who evicts when memory is short; the block store does this once. */
  public void evictWith(StorageEvictor blockStore) {
    evictor = blockStore;
  }

  /**
   * Books memory for a block of a dataset: all of it or nothing. More than could ever fit now is
   * refused at once, without evicting anything; else blocks of other datasets are evicted as
   * needed.
   */
  public boolean acquire(String dataset, long bytes) {
    while (true) {
      long evict;
      synchronized (ledger.lock()) {
        if (bytes > region.maxStorageBytes()) {
          return false;
        }
        if (region.acquireStorage(bytes)) {
          pool.book(region.mode(), bytes, null);
          return true;
        }
        evict = region.storageEvictionNeeded(bytes);
      }
      if (!evict(evict, dataset, "block of " + dataset)) {
        return false;
      }
    }
  }

  /** Gives memory back; more than is held is clamped with a warning. */
  public void release(long bytes) {
    long released;
    synchronized (ledger.lock()) {
      released = region.releaseStorage(bytes);
      pool.book(region.mode(), -released, null);
    }
    if (released < bytes) {
      LOGGER.log(
          Level.WARNING,
          () ->
              "more storage memory released than held: releasedBytes="
                  + bytes
                  + " heldBytes="
                  + released);
    }
    ledger.memoryReleased();
  }

  /** Evicts for execution; true if anything came free. Called without any lock. */
  boolean evictFor(long bytes, MemoryPool requester) {
    return evict(bytes, "", requester.path());
  }

  private boolean evict(long bytes, String spareDataset, String reason) {
    long before = usedBytes();
    EvictionEvent event = new EvictionEvent();
    event.begin();
    evictor.evict(bytes, spareDataset);
    long evicted = before - usedBytes();
    event.finish(region.mode(), reason, bytes, evicted);
    return evicted > 0;
  }

  public MemoryPool pool() {
    return pool;
  }

  /** Bytes booked now. */
  public long usedBytes() {
    synchronized (ledger.lock()) {
      return region.storageUsed();
    }
  }

  /** What storage could hold at most now: everything that execution does not use. */
  public long maxBytes() {
    synchronized (ledger.lock()) {
      return region.maxStorageBytes();
    }
  }
}
