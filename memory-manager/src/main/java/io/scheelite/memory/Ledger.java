package io.scheelite.memory;

import io.scheelite.memory.counters.CounterSink;
import io.scheelite.memory.counters.EngineCounter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

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
  private final CounterSink counters;
  private volatile Runnable onRelease = () -> {};
  private final AtomicLong consumerNumbers = new AtomicLong();
  private long outlook; // guarded by the lock
  private @Nullable BudgetShare share; // set once, before use

  Ledger(MemoryConfig config, CounterSink counters) {
    this.counters = counters;
    offHeap =
        new UnifiedRegion(
            MemoryMode.OFF_HEAP,
            config.regionBytes(MemoryMode.OFF_HEAP),
            config.storageFraction(),
            config.budget() == null);
    onHeap =
        new UnifiedRegion(
            MemoryMode.ON_HEAP, config.regionBytes(MemoryMode.ON_HEAP), config.storageFraction());
    root = new MemoryPool("engine", offHeap.limitBytes() + onHeap.limitBytes(), lock, counters);
    counters.set(EngineCounter.OFF_HEAP_LIMIT, offHeap.limitBytes());
    counters.set(EngineCounter.ON_HEAP_LIMIT, onHeap.limitBytes());
    offHeapStorage =
        new StorageMemory(this, offHeap, new MemoryPool("storage", root, Long.MAX_VALUE, lock));
    onHeapStorage =
        new StorageMemory(
            this, onHeap, new MemoryPool("storage-on-heap", root, Long.MAX_VALUE, lock));
    report = new LimitReport(this);
  }

  long nextConsumerNumber() {
    return consumerNumbers.incrementAndGet();
  }

  /** Names whom to tell that memory came free. */
  void onRelease(Runnable listener) {
    onRelease = listener;
  }

  /** Called without any lock after memory came free: the one door through which all are woken. */
  void memoryReleased() {
    onRelease.run();
  }

  /**
   * Told without any lock that something stored can be evicted that could not be before: those who
   * wait may get more than when they asked.
   */
  void storageEvictable(MemoryMode mode) {
    evictionOutlookImproves();
    memoryReleased();
    if (share != null && mode == MemoryMode.OFF_HEAP) {
      share.outlookImproves();
    }
  }

  /** What was evicted in vain until now may be worth another try. */
  void evictionOutlookImproves() {
    synchronized (lock) {
      outlook++;
    }
  }

  /** A number that is another one whenever more can be evicted than before. */
  long evictionOutlook() {
    synchronized (lock) {
      return outlook;
    }
  }

  /** Makes the off-heap region live on a budget that others share. */
  void liveOn(BudgetShare budgetShare) {
    share = budgetShare;
  }

  /** This manager's part of a shared budget; null where it has its memory to itself. */
  @Nullable BudgetShare share() {
    return share;
  }

  /** Where everything that concerns this memory is counted. */
  CounterSink counters() {
    return counters;
  }

  Object lock() {
    return lock;
  }

  /** Changes the limit of off-heap memory; see {@link UnifiedRegion#resize}. */
  void resize(long limitBytes) {
    synchronized (lock) {
      offHeap.resize(limitBytes);
      outlook++; // less of what is stored is safe now, or more
      root.limit(limitBytes + onHeap.limitBytes());
      counters.set(EngineCounter.OFF_HEAP_LIMIT, limitBytes);
    }
  }

  /** The limit of off-heap memory now. */
  long limitBytes() {
    synchronized (lock) {
      return offHeap.limitBytes();
    }
  }

  /** Changes the limit of a query, a task or a consumer. */
  void limit(MemoryPool pool, long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("limit must not be negative: limitBytes=" + bytes);
    }
    synchronized (lock) {
      pool.limit(bytes);
    }
    memoryReleased(); // a higher one may serve who waits, a lower one must refuse who waits in vain
  }

  /** Off-heap memory in use beyond its limit. */
  long overLimitBytes() {
    synchronized (lock) {
      return offHeap.overLimitBytes();
    }
  }

  /**
   * Sees to it that so much is free in the region, as far as a shared budget gives it. Called under
   * the lock.
   */
  void hold(UnifiedRegion region, long bytes) {
    if (share != null && region == offHeap) {
      share.hold(bytes);
    }
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
      long lacking;
      long over;
      synchronized (lock) {
        target = granted == 0 ? roundToQuantum(region, bytes) : target;
        long allowed = allowedBytes(consumer, target - granted);
        hold(region, allowed);
        long got = region.acquireExecution(allowed);
        book(consumer, got);
        granted += got;
        lacking = Math.min(allowed - got, bytes - granted);
        evict = region.evictionNeeded(lacking);
        over = region.overLimitBytes();
      }
      boolean roomMade = granted < bytes && makeRoom(consumer, lacking, evict);
      if (!roomMade) {
        if (granted < bytes && lacking > 0 && (evict > 0 || share != null)) {
          consumer.waits.evictedInVain(lacking + over);
        }
        consumer.granted(granted);
        return granted;
      }
    }
  }

  /** What others of the budget do not use, own blocks, then others' blocks; true if it helped. */
  private boolean makeRoom(MemoryConsumer consumer, long lacking, long evict) {
    BudgetShare budget = consumer.mode() == MemoryMode.OFF_HEAP ? share : null;
    if (budget != null && budget.collectUnused(lacking)) {
      return true;
    }
    if (evict > 0 && storage(consumer.mode()).evictFor(evict, consumer.pool())) {
      return true;
    }
    return budget != null && budget.evictElsewhere(lacking, consumer.pool());
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
    return Math.max(0, Math.min(byShare, consumer.pool().roomBytes()));
  }

  /**
   * As {@link #hold}, but all of it or nothing: what nobody gets is left for others of the budget.
   * Called under the lock.
   */
  void holdAll(UnifiedRegion region, long bytes) {
    if (share != null && region == offHeap) {
      share.holdAll(bytes);
    }
  }

  /** What of a request stands against no limit of its own query or task. Called under the lock. */
  long grantableBytes(MemoryConsumer consumer, long bytes) {
    return allowedBytes(consumer, bytes);
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
      if (bytes > consumer.pool().roomBytes()) {
        return false;
      }
      holdAll(region, bytes);
      if (bytes > region.freeForExecution()) {
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
      if (consumer.task().isClosing()) { // looked at here, where the end of the task looks too
        consumer.pool().detach();
        consumer.task().requireOpen();
      }
      long fromQuery = consumer.mode() == MemoryMode.OFF_HEAP ? query.assignFloor(floorBytes) : 0;
      long rest = floorBytes - fromQuery;
      if (rest > 0 && !acquireForFloor(consumer, rest)) {
        query.unassignFloor(consumer.mode() == MemoryMode.OFF_HEAP ? floorBytes : 0);
        consumer.pool().detach();
        throw report.floorNotAdmitted(consumer, floorBytes, fromQuery);
      }
      consumer.pool().book(consumer.mode(), fromQuery, query.pool());
      if (floorBytes > 0) {
        consumer.task().becomeActive(consumer.mode());
      }
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

  /**
   * What the consumer's task lacks to its minimum share, in whole chunks and within its query's
   * limit.
   */
  long owedBytes(MemoryConsumer consumer) {
    synchronized (lock) {
      TaskMemory task = consumer.task();
      long lacking =
          region(consumer.mode()).minimumShareBytes() - task.pool().currentBytes(consumer.mode());
      long owed = lacking <= 0 ? 0 : MemoryConsumer.roundUpToChunk(lacking);
      return owed <= consumer.pool().roomBytes() ? owed : 0;
    }
  }

  /** Registers a wait, unless what it waits for is there already. */
  boolean addWait(MemoryWait wait) {
    synchronized (lock) {
      if (isReady(wait)) {
        long lacking = lackingBytes(wait);
        if (lacking > 0) {
          wait.consumer().waits.evictedInVain(lacking); // what comes next tries just that
        }
        return false;
      }
      waits.add(wait);
      waitsChanged();
      return true;
    }
  }

  void removeWait(MemoryWait wait) {
    synchronized (lock) {
      waits.remove(wait);
      waitsChanged();
    }
  }

  /** How many wait now. */
  int openWaits() {
    synchronized (lock) {
      return waits.size();
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
      waitsChanged();
    }
    return ready;
  }

  private void waitsChanged() {
    if (share != null) {
      share.consumersWait(
          waits.stream().anyMatch(wait -> wait.consumer().mode() == MemoryMode.OFF_HEAP));
    }
  }

  private boolean isReady(MemoryWait wait) {
    MemoryConsumer consumer = wait.consumer();
    if (consumer.isClosed() || consumer.task().isClosing()) {
      return true;
    }
    UnifiedRegion region = region(consumer.mode());
    long missing = wait.missingBytes();
    // It was spilled meanwhile and needs no more; or the limit was lowered and it will never fit.
    if (missing <= 0 || !report.couldEverFit(consumer, missing)) {
      return true;
    }
    if (allowedBytes(consumer, missing) < missing) {
      return false;
    }
    long lacking = lackingBytes(wait);
    return lacking <= 0
        || (wait.outlookImproved(outlook) && lacking <= mostFromOthers(region))
        || (wait.isWorthEvicting(lacking) && lacking <= mostByEviction(region));
  }

  /** What a wait needs beyond what is free, here and in a shared budget. */
  private long lackingBytes(MemoryWait wait) {
    UnifiedRegion region = region(wait.consumer().mode());
    long shared = region == offHeap && share != null ? share.obtainableBytes() : 0;
    return wait.missingBytes() + region.overLimitBytes() - region.freeForExecution() - shared;
  }

  /** What eviction could bring if nothing that is stored were read. */
  private long mostByEviction(UnifiedRegion region) {
    long elsewhere = region == offHeap && share != null ? share.storedByOthers() : 0;
    return region.evictableForExecution() + elsewhere;
  }

  /** As {@link #mostByEviction}, and could everything of other managers be spilled. */
  private long mostFromOthers(UnifiedRegion region) {
    long elsewhere = region == offHeap && share != null ? share.heldByOthers() : 0;
    return region.evictableForExecution() + elsewhere;
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
