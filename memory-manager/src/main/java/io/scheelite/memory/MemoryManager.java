package io.scheelite.memory;

import io.scheelite.memory.counters.CounterSink;
import io.scheelite.memory.counters.EngineCounter;
import io.scheelite.memory.internal.RegionAllocator;
import io.scheelite.memory.internal.SystemMemory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * All memory of one engine: admits queries, shares memory among their tasks, lends between
 * execution and storage, and maps the native memory behind it. Several managers may live in one
 * JVM; they know nothing of each other unless they share a {@link MemoryBudget}. Thread-safe;
 * closed by the engine after its last query.
 */
public final class MemoryManager implements AutoCloseable {
  private static final int MAX_LEAK_REPORTS = 100;
  private static final int QUARANTINE_SHARE = 4;

  private final MemoryConfig config;
  private final Executor reclaimExecutor;
  private final Ledger ledger;
  private final Arbiter arbiter;
  private final IdleReturn idleReturn;
  private final RegionAllocator allocator;
  private final @Nullable Guards guards;
  private final @Nullable BudgetShare share;
  private final ArrayDeque<LeakReport> leaks = new ArrayDeque<>();
  private final ArrayDeque<MemoryCorruptionException> corruptions = new ArrayDeque<>();

  /**
   * A manager on the JVM's own clock.
   *
   * @param reclaimExecutor runs the reclaims of drivers that do not run; the engine's own pool is
   *     fine, also with one thread
   */
  public MemoryManager(MemoryConfig config, Executor reclaimExecutor) {
    this(config, reclaimExecutor, WaitClock.SYSTEM);
  }

  /** A manager whose time is injected. */
  public MemoryManager(MemoryConfig config, Executor reclaimExecutor, WaitClock clock) {
    this(config, reclaimExecutor, clock, CounterSink.NONE);
  }

  /**
   * A manager that is counted.
   *
   * @param counters stays open until this is closed; whoever opened it closes it
   */
  public MemoryManager(
      MemoryConfig config, Executor reclaimExecutor, WaitClock clock, CounterSink counters) {
    this.config = config;
    this.reclaimExecutor = reclaimExecutor;
    this.ledger = new Ledger(config, counters);
    this.arbiter = new Arbiter(ledger, config, reclaimExecutor, clock);
    ledger.onRelease(arbiter::memoryReleased);
    this.idleReturn = new IdleReturn(clock, reclaimExecutor, config);
    this.allocator =
        new RegionAllocator(
            SystemMemory.best(),
            config.offHeapBytes(),
            config.cachedBytes(),
            config.hugePages(),
            idleReturn::startRound);
    idleReturn.of(allocator);
    allocator.countInto(counters);
    this.guards =
        config.guards()
            ? new Guards(
                allocator, config.offHeapBytes() / QUARANTINE_SHARE, this::reportCorruption)
            : null;
    StorageMemory storage = storage(MemoryMode.OFF_HEAP);
    storage.allocateFrom(newAllocations(storage.pool()));
    MemoryBudget budget = config.budget();
    this.share =
        budget == null
            ? null
            : new BudgetShare(budget, ledger, arbiter, allocator, reclaimExecutor);
    arbiter.resizing().nativeMemory(allocator, share);
  }

  public MemoryConfig config() {
    return config;
  }

  /** The engine's node of the pool tree; its limit is the sum of both regions. */
  public MemoryPool rootPool() {
    return ledger.root();
  }

  /** The limit of off-heap memory: as configured, or as {@link #resize} has set it since. */
  public long limitBytes() {
    return ledger.limitBytes();
  }

  /**
   * Changes the limit of off-heap memory while queries run.
   *
   * <p>Growing is done when this returns. Shrinking: the new limit holds at once for everything
   * that is granted from now on; what is held beyond it comes back by evicting stored blocks that
   * execution may evict, then by asking consumers for what they hold above their floors (youngest
   * query first, largest first), at last by evicting protected blocks too. The calling thread
   * evicts; consumers spill on their own drivers or on the reclaim executor.
   *
   * <p>Floors of admitted queries cannot be taken back: where they are above the new limit this
   * waits for queries to end. Queries that wait for admission with a floor above the new limit
   * fail.
   *
   * <p>While a {@link ProcessLimit} holds, this is an upper bound: the smaller of the two is in
   * force, so a larger amount waits until the process has room for it, and a smaller one is not
   * raised. That lasts until the next call.
   *
   * @return completes when what is booked is within the limit and the native memory beyond it is
   *     back at the system; or when a later call supersedes this one. Fails with {@link
   *     MemoryLimitExceededException}, naming who holds most, when nothing more has come back for
   *     the wait timeout; the new limit stays in force then too, and what is held beyond it goes
   *     back as it is released
   * @throws IllegalArgumentException if no engine works with so little
   */
  public CompletableFuture<Void> resize(long offHeapBytes) {
    MemoryConfig.requireUsable(offHeapBytes);
    return arbiter.resizing().resize(withinBudget(offHeapBytes));
  }

  /** As {@link #resize}, for what a limit of the whole process leaves to this manager. */
  CompletableFuture<Void> allow(long offHeapBytes) {
    return arbiter.resizing().allow(withinBudget(offHeapBytes));
  }

  /** Ends {@link #allow}; the limit in force stays until the next resize. */
  void allowAll() {
    arbiter.resizing().allowAll();
  }

  private long withinBudget(long offHeapBytes) {
    MemoryBudget budget = config.budget();
    return budget == null ? offHeapBytes : Math.min(offHeapBytes, budget.bytes());
  }

  /**
   * Admits a query: completes when its floor fits beside the floors of the queries already
   * admitted. Cancelling the future leaves the queue.
   *
   * @param floorBytes sum of the off-heap floors of everything the query may hold at once
   * @param limitBytes the query's own limit; {@link Long#MAX_VALUE} for none but the engine's
   * @return fails at once with {@link MemoryLimitExceededException}, naming the smallest sufficient
   *     limit, when it can never fit, and with the same after the admission timeout
   */
  public CompletableFuture<QueryMemory> admit(String name, long floorBytes, long limitBytes) {
    if (floorBytes < 0) {
      throw new IllegalArgumentException("floor must not be negative: floorBytes=" + floorBytes);
    }
    long limit = Math.min(limitBytes, limitBytes());
    if (floorBytes > limit) {
      ledger.counters().add(EngineCounter.QUERIES_REFUSED, 1);
      return CompletableFuture.failedFuture(ledger.report().neverAdmitted(name, floorBytes, limit));
    }
    return arbiter.admissions().admit(new QueryMemory(this, name, floorBytes, limitBytes));
  }

  /** The budget of stored blocks of a mode. */
  public StorageMemory storage(MemoryMode mode) {
    return ledger.storage(mode);
  }

  /**
   * Bytes booked by queries (with their floors) and storage, both modes; 0 when nobody holds
   * anything.
   */
  public long outstandingBytes() {
    return ledger.outstandingBytes();
  }

  /**
   * Upper bound of the native memory of this manager that is resident: at most the off-heap limit.
   */
  public long residentBytes() {
    return allocator.residentBytes();
  }

  /** Native address space mapped now; the untouched part of it costs nothing. */
  public long mappedBytes() {
    return allocator.mappedBytes();
  }

  /** Free native memory that is kept for reuse. */
  public long cachedBytes() {
    return allocator.cachedBytes();
  }

  /** Returns free native memory to the system until at most so many bytes stay cached. */
  public void trim(long keepBytes) {
    allocator.trim(keepBytes);
  }

  /** The latest leaks, oldest first; empty when every task gave back what it took. */
  public List<LeakReport> leaks() {
    synchronized (leaks) {
      return List.copyOf(leaks);
    }
  }

  void reportLeak(LeakReport leak) {
    synchronized (leaks) {
      if (leaks.size() == MAX_LEAK_REPORTS) {
        leaks.removeFirst();
      }
      leaks.addLast(leak);
    }
    ledger.counters().add(EngineCounter.LEAKS, 1);
    ledger.counters().add(EngineCounter.LEAKED, leak.bytes());
    logger()
        .log(
            Level.WARNING,
            () ->
                "memory was not given back at the end of its task: owner="
                    + leak.owner()
                    + " bytes="
                    + leak.bytes()
                    + String.join("", leak.allocationSites()));
  }

  /**
   * What debug mode ({@link MemoryConfig#guards}) has found so far, oldest first; complete after
   * {@link #close}.
   */
  public List<MemoryCorruptionException> corruptions() {
    synchronized (corruptions) {
      return List.copyOf(corruptions);
    }
  }

  /**
   * Looks at all guard patterns now, to find out when memory was broken: what is wrong with memory
   * in use and in quarantine. Empty without {@link MemoryConfig#guards}.
   */
  public List<MemoryCorruptionException> checkMemory() {
    return guards == null ? List.of() : guards.check();
  }

  private void reportCorruption(MemoryCorruptionException corruption) {
    synchronized (corruptions) {
      if (corruptions.size() == MAX_LEAK_REPORTS) {
        corruptions.removeFirst();
      }
      corruptions.addLast(corruption);
    }
    logger().log(Level.ERROR, corruption::getMessage);
  }

  /** Returns cached memory to the system. What is still in use stays mapped until it is freed. */
  @Override
  public void close() {
    long outstanding = outstandingBytes();
    if (outstanding > 0) {
      logger()
          .log(
              Level.WARNING, () -> "memory manager closed while in use:\n" + rootPool().describe());
    }
    arbiter.resizing().close();
    if (share != null) {
      share.close();
    }
    idleReturn.close();
    if (guards != null) {
      guards.close();
    }
    allocator.close();
  }

  Ledger ledger() {
    return ledger;
  }

  Arbiter arbiter() {
    return arbiter;
  }

  Executor reclaimExecutor() {
    return reclaimExecutor;
  }

  Allocations newAllocations(MemoryPool owner) {
    return new Allocations(owner, allocator, guards, config.trackAllocationSites());
  }

  /** Looked up where it is used: the first look-up in a process searches the whole class path. */
  private static Logger logger() {
    return System.getLogger(MemoryManager.class.getName());
  }
}
