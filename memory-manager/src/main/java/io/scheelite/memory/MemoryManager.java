package io.scheelite.memory;

import io.scheelite.memory.internal.RegionAllocator;
import io.scheelite.memory.internal.SystemMemory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * All memory of one engine: admits queries, shares memory among their tasks, lends between
 * execution and storage, and maps the native memory behind it. Several managers may live in one
 * JVM; they know nothing of each other. Thread-safe; closed by the engine after its last query.
 */
public final class MemoryManager implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger(MemoryManager.class.getName());
  private static final int MAX_LEAK_REPORTS = 100;

  private final MemoryConfig config;
  private final Executor reclaimExecutor;
  private final Ledger ledger;
  private final Arbiter arbiter;
  private final RegionAllocator allocator;
  private final ArrayDeque<LeakReport> leaks = new ArrayDeque<>();

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
    this.config = config;
    this.reclaimExecutor = reclaimExecutor;
    this.ledger = new Ledger(config);
    this.arbiter = new Arbiter(ledger, config, reclaimExecutor, clock);
    ledger.onRelease(arbiter::memoryReleased);
    this.allocator =
        new RegionAllocator(
            SystemMemory.best(), config.offHeapBytes(), config.cachedBytes(), config.hugePages());
  }

  public MemoryConfig config() {
    return config;
  }

  /** The engine's node of the pool tree; its limit is the sum of both regions. */
  public MemoryPool rootPool() {
    return ledger.root();
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
    long limit = Math.min(limitBytes, config.offHeapBytes());
    if (floorBytes > limit) {
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
    LOGGER.log(
        Level.WARNING,
        () ->
            "memory was not given back at the end of its task: owner="
                + leak.owner()
                + " bytes="
                + leak.bytes()
                + String.join("", leak.allocationSites()));
  }

  /** Returns cached memory to the system. What is still in use stays mapped until it is freed. */
  @Override
  public void close() {
    long outstanding = outstandingBytes();
    if (outstanding > 0) {
      LOGGER.log(
          Level.WARNING, () -> "memory manager closed while in use:\n" + rootPool().describe());
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

  Allocations newAllocations() {
    return new Allocations(allocator, config.trackAllocationSites());
  }
}
