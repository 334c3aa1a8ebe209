package io.scheelite.memory;

import io.scheelite.memory.counters.EngineCounter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * The budget of stored blocks (cached data, in-memory tables) of one mode.
 *
 * <p>Storage may grow beyond its region into execution memory that is free, never into execution
 * memory that is used; what it borrowed so is evicted when execution wants it back. Its own region
 * is safe from execution. Thread-safe; the block store books here and frees the bytes itself.
 */
public final class StorageMemory {

  private final Ledger ledger;
  private final UnifiedRegion region;
  private final MemoryPool pool;
  private volatile StorageEvictor evictor = StorageEvictor.NONE;
  private @Nullable Allocations allocations;
  private long releasedBytes; // ever; guarded by the ledger's lock

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
    requireNotNegative(bytes);
    boolean acquired = acquireAll(dataset, bytes);
    BudgetShare share = region.mode() == MemoryMode.OFF_HEAP ? ledger.share() : null;
    if (!acquired && share != null) {
      share.memoryReleased(); // what was taken from the budget is of no use here
    }
    return acquired;
  }

  private boolean acquireAll(String dataset, long bytes) {
    while (true) {
      long evict;
      synchronized (ledger.lock()) {
        if (bytes > region.maxStorageBytes()) {
          return false;
        }
        ledger.hold(region, bytes);
        if (region.acquireStorage(bytes)) {
          book(bytes);
          return true;
        }
        evict = region.storageEvictionNeeded(bytes);
      }
      BudgetShare share = region.mode() == MemoryMode.OFF_HEAP ? ledger.share() : null;
      if (share != null && share.collectUnused(evict)) {
        continue;
      }
      if (share != null && evict > usedBytes()) {
        return false; // others of the budget use too much: evicting everything would not help
      }
      if (!evict(evict, dataset, "block of " + dataset)) {
        return false;
      }
    }
  }

  /** Books memory if it is free now: all of it or nothing, and nothing is evicted for it. */
  public boolean acquireFree(long bytes) {
    synchronized (ledger.lock()) {
      ledger.holdAll(region, bytes);
      boolean free = region.acquireStorage(bytes);
      if (free) {
        book(bytes);
      }
      return free;
    }
  }

  /**
   * Native memory for bytes that were acquired before: whole chunks, content undefined. Freed with
   * {@link #free} before its bytes are released.
   *
   * @return its address, or 0 when the operating system refuses memory inside the limit
   */
  public long allocate(long sizeBytes) {
    Allocations all = allocations();
    synchronized (all) {
      long address = all.allocate(MemoryConsumer.roundUpToChunk(sizeBytes), false);
      all.countInto(ledger.counters());
      return address;
    }
  }

  /** Frees what {@link #allocate} returned, whole; its bytes stay booked until released. */
  public void free(long address, long sizeBytes) {
    Allocations all = allocations();
    synchronized (all) {
      MemoryCorruptionException broken =
          all.free(address, MemoryConsumer.roundUpToChunk(sizeBytes));
      if (broken != null) {
        throw broken;
      }
    }
  }

  private Allocations allocations() {
    Allocations all = allocations;
    if (all == null) {
      throw new IllegalStateException("memory of this mode has no address: mode=" + region.mode());
    }
    return all;
  }

  /** Names where native memory comes from; the manager does this once, before anybody stores. */
  void allocateFrom(Allocations source) {
    allocations = source;
  }

  /** Gives memory back; more than is held is clamped with a warning. */
  public void release(long bytes) {
    requireNotNegative(bytes);
    long released;
    synchronized (ledger.lock()) {
      released = region.releaseStorage(bytes);
      releasedBytes += released;
      book(-released);
    }
    if (released < bytes) {
      logger()
          .log(
              Level.WARNING,
              () ->
                  "more storage memory released than held: releasedBytes="
                      + bytes
                      + " heldBytes="
                      + released);
    }
    if (released > 0) {
      ledger.memoryReleased();
    }
  }

  /**
   * Told by the block store, holding no lock, that a block can be evicted that could not be before:
   * it was stored, or its last reader is gone. Whoever waits for memory tries again.
   */
  public void becameEvictable() {
    ledger.storageEvictable(region.mode());
  }

  private static void requireNotNegative(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes must not be negative: bytes=" + bytes);
    }
  }

  private void book(long bytes) {
    MemoryMode mode = region.mode();
    boolean offHeap = mode == MemoryMode.OFF_HEAP;
    pool.book(mode, bytes, null);
    ledger
        .counters()
        .set(
            offHeap ? EngineCounter.OFF_HEAP_STORAGE_USED : EngineCounter.ON_HEAP_STORAGE_USED,
            pool.currentBytes(mode));
    ledger
        .counters()
        .set(
            offHeap ? EngineCounter.OFF_HEAP_STORAGE_PEAK : EngineCounter.ON_HEAP_STORAGE_PEAK,
            pool.peakBytes(mode));
  }

  /** Evicts for execution; true if anything came free. Called without any lock. */
  boolean evictFor(long bytes, MemoryPool requester) {
    return evict(bytes, "", requester.path());
  }

  private boolean evict(long bytes, String spareDataset, String reason) {
    // What was released, not what is used: others may have taken what came free already.
    long before = releasedBytes();
    EvictionEvent event = new EvictionEvent();
    event.begin();
    evictor.evict(bytes, spareDataset);
    long evicted = releasedBytes() - before;
    event.finish(region.mode(), reason, bytes, evicted);
    ledger.counters().add(EngineCounter.EVICTIONS, 1);
    ledger.counters().add(EngineCounter.EVICTED, evicted);
    return evicted > 0;
  }

  private long releasedBytes() {
    synchronized (ledger.lock()) {
      return releasedBytes;
    }
  }

  public MemoryMode mode() {
    return region.mode();
  }

  /** The limit of the region that storage shares with execution. */
  public long regionBytes() {
    synchronized (ledger.lock()) {
      return region.limitBytes();
    }
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

  /** Looked up where it is used: the first look-up in a process searches the whole class path. */
  private static Logger logger() {
    return System.getLogger(StorageMemory.class.getName());
  }
}
