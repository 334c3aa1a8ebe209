package io.scheelite.memory;

import io.scheelite.memory.internal.RegionAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One manager's side of a {@link MemoryBudget}: takes from it, gives back, and asks the others.
 *
 * <p>Methods that say "under the ledger's lock" mean the own manager's; they touch nothing but the
 * budget's sums and what other managers publish of themselves. Everything else that touches other
 * managers is called without any lock, so no thread holds locks of two managers.
 *
 * <p>From the moment at which somebody waits, no other manager keeps what it does not use: whoever
 * begins to wait has it given back, and later it is not taken, or given back at once. So what a
 * manager can have without anybody's help is what the budget has; whoever makes that more, or
 * changes what a manager may ask others for, tells the others.
 */
final class BudgetShare {
  private static final long LARGEST_QUANTUM_BYTES = 4L << 20;
  private static final int QUANTA_PER_LIMIT = 256;

  private final MemoryBudget budget;
  private final Ledger ledger;
  private final Arbiter arbiter;
  private final RegionAllocator allocator;
  private final Executor executor;
  private final UnifiedRegion region;
  private final Object settling = new Object();
  private final AtomicBoolean wakeUnderWay = new AtomicBoolean();
  private final AtomicBoolean leavesMore = new AtomicBoolean();
  private final AtomicBoolean sharesChanged = new AtomicBoolean();

  private long takenBytes; // guarded by the ledger's lock
  private volatile boolean consumersWait;
  private volatile boolean queriesWait;
  private volatile boolean queriesOpen;
  private boolean countedAsActive; // guarded by the ledger's lock
  private volatile long claimedBytes;
  private volatile long floorBytes;
  private volatile boolean closed;

  BudgetShare(
      MemoryBudget budget,
      Ledger ledger,
      Arbiter arbiter,
      RegionAllocator allocator,
      Executor executor) {
    this.budget = budget;
    this.ledger = ledger;
    this.arbiter = arbiter;
    this.allocator = allocator;
    this.executor = executor;
    this.region = ledger.region(MemoryMode.OFF_HEAP);
    allocator.capacity(0);
    ledger.liveOn(this);
    budget.join(this);
  }

  /**
   * Takes what the region lacks to have so much free, as far as possible. Under the ledger's lock.
   */
  void hold(long bytes) {
    take(0, region.lackingBytes(bytes));
  }

  /** As {@link #hold}, but all that it lacks or nothing. Under the ledger's lock. */
  void holdAll(long bytes) {
    long lacking = region.lackingBytes(bytes); // no more than its limit lets it grow
    if (lacking >= bytes - region.freeForExecution()) {
      take(lacking, lacking);
    }
  }

  private void take(long least, long lacking) {
    if (lacking <= 0) {
      return;
    }
    // More than it lacks only while nobody waits for the rest.
    long wanted = othersWant() ? lacking : Math.min(roomBytes(), roundToQuantum(lacking));
    long taken = budget.take(this, least, wanted);
    if (taken > 0) {
      takenBytes += taken;
      region.grow(taken);
      allocator.capacity(region.regionBytes());
    }
  }

  /** How much the region may still grow. Under the ledger's lock. */
  private long roomBytes() {
    return Math.max(0, region.limitBytes() - region.regionBytes());
  }

  private long roundToQuantum(long bytes) {
    long part = Long.highestOneBit(Math.max(1, region.limitBytes() / QUANTA_PER_LIMIT));
    long quantum = Math.clamp(part, MemoryConsumer.CHUNK_BYTES, LARGEST_QUANTUM_BYTES);
    return (bytes + quantum - 1) & -quantum;
  }

  /** Notes whether consumers wait for memory. Under the ledger's lock. */
  void consumersWait(boolean waits) {
    consumersWait = waits;
  }

  /**
   * Notes what admission wants. Under the ledger's lock.
   *
   * @param waits whether a query waits to be admitted
   * @param claimed what the budget should keep for it
   * @param floors sum of the floors of the queries admitted
   */
  void admissions(boolean waits, long claimed, long floors) {
    queriesWait = waits;
    queriesOpen = !ledger.queries().isEmpty();
    if (claimed < claimedBytes || floors < floorBytes) {
      leavesMore.set(true);
    }
    claimedBytes = claimed;
    floorBytes = floors;
    budget.claim(this, claimed > 0);
    if (countedAsActive != isActive()) {
      countedAsActive = !countedAsActive;
      sharesChanged.set(true);
    }
  }

  /**
   * Wakes the others if less is kept here for queries than before, or if their equal share is
   * another one. Without any lock.
   */
  void tellOthers() {
    boolean more = leavesMore.getAndSet(false);
    if (sharesChanged.getAndSet(false)) {
      outlookImproves();
    } else if (more) {
      budget.others(this).forEach(BudgetShare::wake);
    }
  }

  /**
   * What others asked for in vain they may get now: something stored here can be evicted that could
   * not be before, or their equal share has changed. Without any lock.
   */
  void outlookImproves() {
    for (BudgetShare other : budget.others(this)) {
      other.ledger.evictionOutlookImproves();
      other.wake();
    }
  }

  /** What is stored by the other managers. */
  long storedByOthers() {
    long stored = 0;
    for (BudgetShare other : budget.others(this)) {
      stored += other.storedBytes();
    }
    return stored;
  }

  private long storedBytes() {
    return ledger.storage(MemoryMode.OFF_HEAP).pool().currentBytes();
  }

  /** What the other managers hold. Under the ledger's lock. */
  long heldByOthers() {
    return budget.heldBytes() - takenBytes;
  }

  /** What the budget could give this manager now. */
  long availableBytes() {
    return budget.availableBytes(this);
  }

  /** What this manager would get now of what it lacks. Under the ledger's lock. */
  long obtainableBytes() {
    return Math.min(roomBytes(), availableBytes());
  }

  long claimedBytes() {
    return claimedBytes;
  }

  private boolean wants() {
    return consumersWait || queriesWait;
  }

  /**
   * Whether it counts where the budget is divided: it has queries, waiting or admitted, or blocks.
   * Nothing of it changes while somebody who waits tries again, else two could wake each other
   * forever.
   */
  private boolean isActive() {
    return queriesWait || queriesOpen || storedBytes() > 0;
  }

  /** Whether so much in floors of this manager fits beside the floors of the others. */
  boolean floorsFit(long ownFloors) {
    long sum = ownFloors;
    for (BudgetShare other : budget.others(this)) {
      sum += other.floorBytes;
    }
    return sum <= budget.bytes();
  }

  /** What the other managers use. Without any lock. */
  long usedByOthers() {
    return budget.others(this).stream().mapToLong(BudgetShare::usedBytes).sum();
  }

  private long usedBytes() {
    synchronized (ledger.lock()) {
      return region.executionUsed() + region.storageUsed();
    }
  }

  /**
   * Has the others give back all that they do not use, for somebody who waits; true if anything
   * came. Without any lock.
   */
  boolean collectUnused() {
    long collected = 0;
    for (BudgetShare other : budget.others(this)) {
      collected += other.giveBack(Long.MAX_VALUE);
    }
    return collected > 0;
  }

  /**
   * Has the others give back as much of what they do not use as is lacking; true if anything came.
   * Without any lock.
   */
  boolean collectUnused(long bytes) {
    long collected = 0;
    long lacking = lackingBytes(bytes);
    if (lacking > 0) {
      for (BudgetShare other : budget.others(this)) {
        collected += collected < lacking ? other.giveBack(lacking - collected) : 0;
      }
    }
    return collected > 0;
  }

  private long lackingBytes(long bytes) {
    synchronized (ledger.lock()) {
      return region.lackingBytes(bytes);
    }
  }

  /**
   * Evicts blocks of managers above their equal share, for a requester below its own; true if
   * anything came free. Without any lock.
   */
  boolean evictElsewhere(long bytes, MemoryPool requester) {
    long lacking = lackingBytes(bytes);
    if (lacking <= 0) {
      return false;
    }
    long share = equalShareBytes();
    long entitled = Math.min(lacking, share - usedBytes());
    long evicted = 0;
    for (BudgetShare other : budget.others(this)) {
      long surplus = Math.min(entitled - evicted, other.usedBytes() - share);
      evicted += surplus > 0 ? other.evict(surplus, share, requester) : 0;
    }
    return evicted > 0;
  }

  /** Evicts down to what storage may keep of an equal share; returns what came free. */
  private long evict(long bytes, long share, MemoryPool requester) {
    StorageMemory storage = ledger.storage(MemoryMode.OFF_HEAP);
    long before = storage.usedBytes();
    long safe;
    synchronized (ledger.lock()) {
      safe = region.storageRegionBytes(share);
    }
    long evictable = Math.min(bytes, before - safe);
    if (evictable <= 0) {
      return 0;
    }
    storage.evictFor(evictable, requester);
    return Math.max(0, before - storage.usedBytes());
  }

  /** The budget divided by those who have queries or blocks, this one included. */
  private long equalShareBytes() {
    long active = 1;
    for (BudgetShare other : budget.others(this)) {
      active += other.isActive() ? 1 : 0;
    }
    return budget.bytes() / active;
  }

  /**
   * Orders consumers of managers above their equal share to give back, for a requester whose
   * manager is below its own. Without any lock.
   */
  List<ReclaimOrder> orderElsewhere(
      MemoryConsumer requester, long missing, Set<MemoryConsumer> tried) {
    List<ReclaimOrder> orders = new ArrayList<>();
    long lacking;
    synchronized (ledger.lock()) {
      lacking = region.lackingBytes(ledger.grantableBytes(requester, missing));
    }
    if (lacking <= 0) {
      return orders;
    }
    long share = equalShareBytes();
    long entitled = Math.min(lacking, share - usedBytes());
    for (BudgetShare other : budget.others(this)) {
      long surplus = Math.min(entitled, other.usedBytes() - share);
      if (surplus > 0) {
        for (Victims.Demand demand : other.arbiter.victims().anywhere(surplus)) {
          if (tried.add(demand.consumer())) {
            String reason = "another engine: " + requester.pool().path();
            orders.add(other.arbiter.order(demand.consumer(), demand.bytes(), reason));
            entitled -= demand.bytes();
          }
        }
      }
    }
    return orders;
  }

  /**
   * Asks the others for whatever they hold above their floors, for a query at the door. Without any
   * lock.
   */
  List<CompletableFuture<Long>> reclaimForAdmission(
      long missing, MemoryPool requester, String reason) {
    List<CompletableFuture<Long>> orders = new ArrayList<>();
    long open = Math.min(missing, lackingBytes(0)); // what was promised to the query is in it
    long share = equalShareBytes();
    for (BudgetShare other : budget.others(this)) {
      if (open > 0) {
        long evicted = other.evict(open, share, requester);
        open -= evicted;
        if (evicted > 0) {
          orders.add(CompletableFuture.completedFuture(evicted));
        }
      }
      if (open > 0) {
        for (Victims.Demand demand : other.arbiter.victims().anywhere(open)) {
          String why = "another engine: " + reason;
          orders.add(other.arbiter.order(demand.consumer(), demand.bytes(), why).done());
          open -= demand.bytes();
        }
      }
    }
    return orders;
  }

  /** Gives back what came free if others want it, or if this manager may not keep it. */
  void memoryReleased() {
    if (closed || othersWant()) {
      giveBack(Long.MAX_VALUE);
    } else {
      settle();
    }
  }

  private boolean othersWant() {
    for (BudgetShare other : budget.others(this)) {
      if (other.wants()) {
        return true;
      }
    }
    return false;
  }

  /** Gives back up to so many free bytes; returns how many. Without any lock. */
  private long giveBack(long bytes) {
    boolean promisedToo = !budget.isFirstClaimant(this);
    synchronized (ledger.lock()) {
      region.shrink(bytes, promisedToo);
    }
    return settle();
  }

  /**
   * Hands to the budget what the region has shrunk by, after the native memory behind it went back
   * to the system. Without any lock.
   */
  long settle() {
    long given;
    synchronized (settling) {
      if (!owes()) {
        return 0;
      }
      long held = heldBytes();
      while (true) {
        allocator.capacity(held);
        synchronized (ledger.lock()) {
          // Else it grew or shrank meanwhile, perhaps both: once more.
          if (region.regionBytes() == held && allocator.capacityBytes() == held) {
            given = takenBytes - held;
            takenBytes = held;
            break;
          }
          held = region.regionBytes();
        }
      }
      budget.give(given);
    }
    if (given > 0) {
      budget.others(this).forEach(BudgetShare::wake);
    }
    return given;
  }

  private boolean owes() {
    synchronized (ledger.lock()) {
      return takenBytes > region.regionBytes();
    }
  }

  private long heldBytes() {
    synchronized (ledger.lock()) {
      return region.regionBytes();
    }
  }

  /** On the executor: the caller may be a driver of another engine. */
  private void wake() {
    if (wants() && wakeUnderWay.compareAndSet(false, true)) {
      try {
        executor.execute(
            () -> {
              wakeUnderWay.set(false);
              ledger.memoryReleased();
            });
      } catch (RejectedExecutionException e) {
        wakeUnderWay.set(false); // its engine is shutting down
      }
    }
  }

  /** Gives everything back that is not in use, and the rest as it is released. */
  void close() {
    closed = true;
    budget.leave(this);
    giveBack(Long.MAX_VALUE);
    outlookImproves(); // nothing is kept for it any more, and it has no share
  }
}
