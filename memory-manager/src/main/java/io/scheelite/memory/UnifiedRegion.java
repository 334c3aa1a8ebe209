package io.scheelite.memory;

/**
 * The arithmetic of one mode's memory: an execution pool and a storage pool whose sizes always sum
 * to the region.
 *
 * <p>The storage region ({@code region × storageFraction}) is a floor that execution never evicts
 * below, not a cap on storage. Storage borrows only free execution memory; execution takes back
 * free storage memory and whatever storage holds beyond its region. Pure bookkeeping: no locks (the
 * manager's lock is held by every caller), no callbacks, no waiting.
 */
final class UnifiedRegion {
  private final MemoryMode mode;
  private final long regionBytes;
  private final long storageRegionBytes;
  private long storagePoolBytes;
  private long executionUsed;
  private long storageUsed;
  private long promisedBytes;
  private int activeTasks;

  UnifiedRegion(MemoryMode mode, long regionBytes, double storageFraction) {
    this.mode = mode;
    this.regionBytes = regionBytes;
    this.storageRegionBytes = (long) (regionBytes * storageFraction);
    this.storagePoolBytes = storageRegionBytes;
  }

  MemoryMode mode() {
    return mode;
  }

  long regionBytes() {
    return regionBytes;
  }

  long storageRegionBytes() {
    return storageRegionBytes;
  }

  long executionPoolBytes() {
    return regionBytes - storagePoolBytes;
  }

  long storagePoolBytes() {
    return storagePoolBytes;
  }

  long executionUsed() {
    return executionUsed;
  }

  long storageUsed() {
    return storageUsed;
  }

  long executionFree() {
    return executionPoolBytes() - executionUsed;
  }

  long storageFree() {
    return storagePoolBytes - storageUsed;
  }

  int activeTasks() {
    return activeTasks;
  }

  void taskBecomesActive() {
    activeTasks++;
  }

  void taskEnds() {
    activeTasks--;
  }

  /** What execution can reach at most: all but the storage that is safe from eviction. */
  long maxExecutionBytes() {
    return regionBytes - Math.min(storageUsed, storageRegionBytes);
  }

  /** The most that one of the active tasks may hold. */
  long fairShareBytes() {
    return maxExecutionBytes() / Math.max(1, activeTasks);
  }

  /** A task that holds less is owed memory: those above their share are asked before it spills. */
  long minimumShareBytes() {
    return executionPoolBytes() / (2L * Math.max(1, activeTasks));
  }

  /** Bytes kept back for a query that waits for admission: only admission may use them. */
  void promise(long bytes) {
    promisedBytes = bytes;
  }

  /**
   * What execution could be given at once, before eviction: free execution memory and free storage
   * memory.
   */
  long freeForExecution() {
    return Math.max(0, executionFree() + storageFree() - promisedBytes);
  }

  /** Bytes that eviction would make free for execution: what storage holds beyond its region. */
  long evictableForExecution() {
    return Math.max(0, storageUsed - storageRegionBytes);
  }

  /**
   * How much of a request a task that holds {@code heldBytes} may get: partial, possibly 0, by its
   * fair share.
   */
  long allowedBytes(long heldBytes, long bytes) {
    return Math.min(bytes, Math.max(0, fairShareBytes() - heldBytes));
  }

  /** How much of it must be evicted first so that {@code bytes} are free. */
  long evictionNeeded(long bytes) {
    return Math.min(evictableForExecution(), Math.max(0, bytes - freeForExecution()));
  }

  /**
   * Books up to {@code bytes} of what is free, moving free storage memory over when needed; returns
   * the bytes booked.
   */
  long acquireExecution(long bytes) {
    long granted = Math.min(bytes, freeForExecution());
    bookExecution(granted);
    return granted;
  }

  /** Books all of it if it is free, also out of what is promised to admissions; else nothing. */
  boolean acquireForAdmission(long bytes) {
    if (bytes > executionFree() + storageFree()) {
      return false;
    }
    bookExecution(bytes);
    return true;
  }

  private void bookExecution(long bytes) {
    long borrowed = bytes - executionFree();
    if (borrowed > 0) {
      storagePoolBytes -= borrowed;
    }
    executionUsed += bytes;
  }

  /** Gives back; releasing more than is held is clamped. Returns the bytes really given back. */
  long releaseExecution(long bytes) {
    long released = Math.min(bytes, executionUsed);
    executionUsed -= released;
    return released;
  }

  /** What storage could ever hold right now: everything that execution does not use. */
  long maxStorageBytes() {
    return regionBytes - executionUsed;
  }

  /**
   * How much of its own memory storage must evict before {@code bytes} fit, after borrowing free
   * execution memory.
   */
  long storageEvictionNeeded(long bytes) {
    return Math.max(0, bytes - Math.max(0, storageFree() + executionFree() - promisedBytes));
  }

  /** Books all of it or nothing, borrowing free execution memory when its own pool is too small. */
  boolean acquireStorage(long bytes) {
    if (storageEvictionNeeded(bytes) > 0) {
      return false;
    }
    storagePoolBytes += Math.max(0, bytes - storageFree());
    storageUsed += bytes;
    return true;
  }

  /** Gives back; releasing more than is held is clamped. Returns the bytes really given back. */
  long releaseStorage(long bytes) {
    long released = Math.min(bytes, storageUsed);
    storageUsed -= released;
    return released;
  }
}
