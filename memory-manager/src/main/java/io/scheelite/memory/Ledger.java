package io.scheelite.memory;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Who holds how much: the regions of both modes, the pool tree, the open queries and those who
 * wait.
 *
 * <p>One lock guards all of it; it is held for arithmetic only, never while calling a {@link
 * Reclaimable}, a {@link StorageEvictor}, an executor or the dependents of a future. Lock order: a
 * consumer's monitor, then this lock. Consumers come here once per quantum, not once per batch.
 */
final class Ledger {
  private static final long SMALLEST_QUANTUM_BYTES = MemoryConsumer.CHUNK_BYTES;
  private static final long LARGEST_QUANTUM_BYTES = 1L << 20;
  private static final int QUANTA_PER_REGION = 256;

  private final Object lock = new Object();
  private final UnifiedRegion offHeap;
  private final UnifiedRegion onHeap;
  private final MemoryPool root;
  private final StorageMemory offHeapStorage;
  private final StorageMemory onHeapStorage;
  private final List<QueryMemory> queries = new ArrayList<>(); // oldest first
  private final List<MemoryWait> waits = new ArrayList<>(); // oldest first
  private final LimitReport report;
  private volatile Runnable onRelease = () -> {};

  Ledger(MemoryConfig config) {
    offHeap =
        new UnifiedRegion(
            MemoryMode.OFF_HEAP, config.regionBytes(MemoryMode.OFF_HEAP), config.storageFraction());
    onHeap =
        new UnifiedRegion(
            MemoryMode.ON_HEAP, config.regionBytes(MemoryMode.ON_HEAP), config.storageFraction());
    root = new MemoryPool("engine", null, offHeap.regionBytes() + onHeap.regionBytes(), lock);
    offHeapStorage =
        new StorageMemory(this, offHeap, new MemoryPool("storage", root, Long.MAX_VALUE, lock));
    onHeapStorage =
        new StorageMemory(
            this, onHeap, new MemoryPool("storage-on-heap", root, Long.MAX_VALUE, lock));
    report = new LimitReport(this);
  }

  /** Names whom to tell that memory came free. */
  void onRelease(Runnable listener) {
    onRelease = listener;
  }

  /** Called without any lock after memory came free. */
  void memoryReleased() {
    onRelease.run();
  }

  Object lock() {
    return lock;
  }

  MemoryPool root() {
    return root;
  }

  LimitReport report() {
    return report;
  }

  UnifiedRegion region(MemoryMode mode) {
    return mode == MemoryMode.OFF_HEAP ? offHeap : onHeap;
  }

  StorageMemory storage(MemoryMode mode) {
    return mode == MemoryMode.OFF_HEAP ? offHeapStorage : onHeapStorage;
  }

  /** The open queries, oldest first. Called under the lock. */
  List<QueryMemory> queries() {
    return queries;
  }

  /**
   * Grants up to {@code bytes} to the consumer, by fair share and query limit, out of free memory
   * first and by evicting stored blocks second. The grant may be partial and may be 0.
   */
  long acquire(MemoryConsumer consumer, long bytes) {
    UnifiedRegion region = region(consumer.mode());
    long granted = 0;
    long target = bytes;
    while (true) {
      long evict;
      synchronized (lock) {
        target = granted == 0 ? roundToQuantum(region, bytes) : target;
        long allowed = allowedBytes(consumer, target - granted);
        long got = region.acquireExecution(allowed);
        book(consumer, got);
        granted += got;
        evict = region.evictionNeeded(Math.min(allowed - got, bytes - granted));
      }
      if (granted >= bytes
          || evict <= 0
          || !storage(consumer.mode()).evictFor(evict, consumer.pool())) {
        consumer.granted(granted);
        return granted;
      }
    }
  }

  /**
   * A little more than asked for, so that the next batches need not come here; not when memory is
   * short.
   */
  private static long roundToQuantum(UnifiedRegion region, long bytes) {
    if (region.freeForExecution() < region.regionBytes() / 4) {
      return bytes;
    }
    long share = Long.highestOneBit(Math.max(1, region.regionBytes() / QUANTA_PER_REGION));
    long quantum = Math.clamp(share, SMALLEST_QUANTUM_BYTES, LARGEST_QUANTUM_BYTES);
    return (bytes + quantum - 1) & -quantum;
  }

  /** What fair share and query limit leave of a request. Called under the lock. */
  private long allowedBytes(MemoryConsumer consumer, long bytes) {
    TaskMemory task = consumer.task();
    task.becomeActive(consumer.mode());
    long byShare =
        region(consumer.mode()).allowedBytes(task.pool().currentBytes(consumer.mode()), bytes);
    return Math.max(0, Math.min(byShare, task.query().limitRoomBytes()));
  }

  private void book(MemoryConsumer consumer, long bytes) {
    if (bytes != 0) {
      consumer.pool().book(consumer.mode(), bytes, null);
    }
  }

  /**
   * Books all of it out of free memory or nothing, whatever the fair share says: floors are
   * guaranteed.
   */
  boolean acquireForFloor(MemoryConsumer consumer, long bytes) {
    synchronized (lock) {
      UnifiedRegion region = region(consumer.mode());
      if (bytes > region.freeForExecution() || bytes > consumer.task().query().limitRoomBytes()) {
        return false;
      }
      region.acquireExecution(bytes);
      book(consumer, bytes);
      return true;
    }
  }

  /**
   * Takes granted bytes back from a consumer. The caller then tells the arbiter, outside all
   * monitors.
   */
  void release(MemoryConsumer consumer, long bytes) {
    synchronized (lock) {
      region(consumer.mode()).releaseExecution(bytes);
      book(consumer, -bytes);
    }
  }

  void moveBooking(MemoryConsumer from, MemoryConsumer to, long bytes) {
    synchronized (lock) {
      MemoryPool query = from.task().query().pool();
      from.pool().book(from.mode(), -bytes, query);
      to.pool().book(to.mode(), bytes, query);
    }
  }

  /** Opens a consumer with its floor, out of the floor the query was admitted with. */
  void openConsumer(MemoryConsumer consumer, long floorBytes) {
    synchronized (lock) {
      QueryMemory query = consumer.task().query();
      long fromQuery = consumer.mode() == MemoryMode.OFF_HEAP ? query.assignFloor(floorBytes) : 0;
      long rest = floorBytes - fromQuery;
      if (rest > 0 && !acquireForFloor(consumer, rest)) {
        query.unassignFloor(consumer.mode() == MemoryMode.OFF_HEAP ? floorBytes : 0);
        consumer.pool().detach();
        throw report.floorNotAdmitted(consumer, floorBytes, fromQuery);
      }
      consumer.pool().book(consumer.mode(), fromQuery, query.pool());
      consumer.task().becomeActive(consumer.mode());
      consumer.openedWithFloor(floorBytes);
      consumer.task().consumers().add(consumer);
    }
  }

  /** Takes back everything a consumer holds; its floor stays with the query for the next one. */
  void closeConsumer(MemoryConsumer consumer, long reservedBytes, long floorBytes) {
    synchronized (lock) {
      QueryMemory query = consumer.task().query();
      long kept = consumer.mode() == MemoryMode.OFF_HEAP ? query.unassignFloor(floorBytes) : 0;
      book(consumer, -reservedBytes);
      query.pool().book(consumer.mode(), kept, null);
      region(consumer.mode()).releaseExecution(reservedBytes - kept);
      consumer.pool().detach();
      consumer.task().consumers().remove(consumer);
    }
  }

  /** Whether the consumer's task holds less than it may be starved to. */
  boolean belowMinimumShare(MemoryConsumer consumer) {
    synchronized (lock) {
      return consumer.task().pool().currentBytes(consumer.mode())
          < region(consumer.mode()).minimumShareBytes();
    }
  }

  /** Registers a wait, unless what it waits for is there already. */
  boolean addWait(MemoryWait wait) {
    synchronized (lock) {
      if (isReady(wait)) {
        return false;
      }
      waits.add(wait);
      return true;
    }
  }

  void removeWait(MemoryWait wait) {
    synchronized (lock) {
      waits.remove(wait);
    }
  }

  /** Takes out the waits that are worth another try; the caller completes them outside the lock. */
  List<MemoryWait> takeReadyWaits() {
    List<MemoryWait> ready = new ArrayList<>();
    synchronized (lock) {
      for (Iterator<MemoryWait> all = waits.iterator(); all.hasNext(); ) {
        MemoryWait wait = all.next();
        if (isReady(wait)) {
          all.remove();
          ready.add(wait);
        }
      }
    }
    return ready;
  }

  private boolean isReady(MemoryWait wait) {
    MemoryConsumer consumer = wait.consumer();
    if (consumer.isClosed() || consumer.task().isClosing()) {
      return true;
    }
    // Eviction was tried before waiting: counting on it here would wake the waiter in vain.
    long free = region(consumer.mode()).freeForExecution();
    return Math.min(allowedBytes(consumer, wait.missingBytes()), free) >= wait.missingBytes();
  }

  /** Bytes that are booked in both modes: execution, floors of admitted queries, storage. */
  long outstandingBytes() {
    synchronized (lock) {
      return offHeap.executionUsed()
          + offHeap.storageUsed()
          + onHeap.executionUsed()
          + onHeap.storageUsed();
    }
  }
}
