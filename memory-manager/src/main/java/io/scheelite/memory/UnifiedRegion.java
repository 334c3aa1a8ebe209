package io.scheelite.memory;

/**
 * The arithmetic of one mode's memory: an execution pool and a storage pool whose sizes always sum
 * to the region.
 *
 * <p>The storage region ({@code region × storageFraction}) is a floor that execution never evicts
 * below, not a cap on storage. Storage borrows only free execution memory; execution takes back
 * free storage memory and whatever storage holds beyond its region. Pure bookkeeping: no locks (the
 * manager's lock is held by every caller), no callbacks, no waiting.
 *
 * <p>The <em>limit</em> is what the region may have; the region itself is what it has now. They
 * differ in two cases. After the limit was lowered below what is in use, the region is what is in
 * use and shrinks with every release until it has reached the limit; nothing is granted meanwhile.
 * And a region that lives on a shared budget grows and shrinks below its limit as it takes from the
 * budget and gives back.
 */
final class UnifiedRegion {
  private final MemoryMode mode;
  private final double storageFraction;
  private final boolean keepsAll;
  private long limitBytes;
  private long regionBytes;
  private long storageRegionBytes;
  private long storagePoolBytes;
  private long executionUsed;
  private long storageUsed;
  private long promisedBytes;
  private int activeTasks;

  /** A region that has all of its limit from the start. */
  UnifiedRegion(MemoryMode mode, long limitBytes, double storageFraction) {
    this(mode, limitBytes, storageFraction, true);
  }

  /**
   * A region.
   *
   * @param keepsAll whether it always has all of its limit; else it begins with nothing and is
   *     grown and shrunk
   */
  UnifiedRegion(MemoryMode mode, long limitBytes, double storageFraction, boolean keepsAll) {
    this.mode = mode;
    this.storageFraction = storageFraction;
    this.keepsAll = keepsAll;
    resize(limitBytes);
  }

  /**
   * Changes the limit. Above it the region shrinks to what is in use; the boundary between the
   * pools goes where the storage fraction wants it, as far as what is in use allows.
   */
  void resize(long newLimitBytes) {
    limitBytes = newLimitBytes;
    storageRegionBytes = (long) (newLimitBytes * storageFraction);
    long used = executionUsed + storageUsed;
    long wanted = keepsAll ? newLimitBytes : Math.min(regionBytes, newLimitBytes);
    regionBytes = Math.max(used, wanted);
    storagePoolBytes = Math.clamp(storageRegionBytes, storageUsed, regionBytes - executionUsed);
  }

  /** What the region may have. */
  long limitBytes() {
    return limitBytes;
  }

  /** In use beyond the limit: what has to come back before anything is granted again. */
  long overLimitBytes() {
    return Math.max(0, regionBytes - limitBytes);
  }

  /** How much must be added to the region before so much is free for execution. */
  long lackingBytes(long bytes) {
    long free = executionFree() + storageFree() - promisedBytes;
    return Math.clamp(bytes - free, 0, Math.max(0, limitBytes - regionBytes));
  }

  /** Adds memory to the execution pool. */
  void grow(long bytes) {
    regionBytes += bytes;
  }

  /** Takes up to so many free bytes away, promised ones only if told so; returns how many. */
  long shrink(long bytes, boolean promisedToo) {
    long free = promisedToo ? executionFree() + storageFree() : freeForExecution();
    long taken = Math.min(bytes, free);
    storagePoolBytes -= Math.max(0, taken - executionFree());
    regionBytes -= taken;
    return taken;
  }

  MemoryMode mode() {
    return mode;
  }

  /** What the region has now: the sum of both pools. */
  long regionBytes() {
    return regionBytes;
  }

  long storageRegionBytes() {
    return storageRegionBytes;
  }

  /** What would be safe for storage were the limit this. */
  long storageRegionBytes(long limit) {
    return (long) (Math.min(limit, limitBytes) * storageFraction);
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
    return Math.max(0, limitBytes - Math.min(storageUsed, storageRegionBytes));
  }

  /** The most that one of the active tasks may hold. */
  long fairShareBytes() {
    return maxExecutionBytes() / Math.max(1, activeTasks);
  }

  /** A task that holds less is owed memory: those above their share are asked before it spills. */
  long minimumShareBytes() {
    long pool = Math.min(executionPoolBytes(), maxExecutionBytes());
    return pool / (2L * Math.max(1, activeTasks));
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
    long missing = bytes + overLimitBytes() - freeForExecution();
    return bytes <= 0 ? 0 : Math.clamp(missing, 0, evictableForExecution());
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
    regionBytes -= Math.min(released, overLimitBytes());
    return released;
  }

  /** What storage could ever hold right now: everything that execution does not use. */
  long maxStorageBytes() {
    return Math.max(0, limitBytes - executionUsed);
  }

  /**
   * How much of its own memory storage must evict before {@code bytes} fit, after borrowing free
   * execution memory.
   */
  long storageEvictionNeeded(long bytes) {
    long free = Math.max(0, storageFree() + executionFree() - promisedBytes);
    return bytes <= 0 ? 0 : Math.max(0, bytes + overLimitBytes() - free);
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
    long over = Math.min(released, overLimitBytes());
    regionBytes -= over;
    storagePoolBytes -= over;
    return released;
  }
}
