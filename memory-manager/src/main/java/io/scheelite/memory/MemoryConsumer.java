package io.scheelite.memory;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Whoever holds execution memory and can spill it: usually one operator of one driver.
 *
 * <p>The contract of a driver: {@link #reserve} before consuming a batch, then {@link #allocate}
 * out of the reservation, which cannot fail for lack of budget. The floor is held from open to
 * close, so a batch that fits into the floor can always be consumed once the consumer has spilled
 * itself. All sizes are bytes. Used by one driver thread at a time, or by the arbiter while the
 * {@link ReclaimGate} keeps the driver out; whoever opened it closes it.
 */
public final class MemoryConsumer implements AutoCloseable {
  /** Unit of allocation, spill and give-back. */
  public static final int CHUNK_BYTES = 64 << 10;

  private final TaskMemory task;
  private final ReclaimGate gate;
  private final MemoryMode mode;
  private final MemoryPool pool;
  private final Reclaimable reclaimable;
  private final Arbiter arbiter;
  private final Ledger ledger;
  private final Allocations allocations;

  // Written under this consumer's monitor; volatile for the arbiter, which looks from outside to
  // choose victims.
  private volatile long floorBytes;
  private volatile long reservedBytes;
  private volatile long usedBytes;
  private volatile boolean closed;
  private long peakBytes;
  private long claimedBytes;
  private int claimEpoch;
  private boolean reclaiming;
  private @Nullable ReclaimOrder pendingOrder;

  /** The arbiter's notes about the current attempt to reserve. */
  final WaitEpisode waits = new WaitEpisode();

  MemoryConsumer(
      TaskMemory task, ReclaimGate gate, MemoryMode mode, String name, Reclaimable reclaimable) {
    this.task = task;
    this.gate = gate;
    this.mode = mode;
    this.reclaimable = reclaimable;
    this.ledger = task.query().manager().ledger();
    this.arbiter = task.query().manager().arbiter();
    this.allocations = task.query().manager().newAllocations();
    this.pool = new MemoryPool(name, task.pool(), Long.MAX_VALUE, ledger.lock());
  }

  /**
   * Makes sure that at least {@code bytes} more are reserved and unused. To get there it may evict
   * stored blocks, ask others to give back, and at last call this consumer's own {@link
   * Reclaimable}: call it at a batch border only. What is granted stays until it is allocated, the
   * driver serves a reclaim at a border, or it leaves its gate: a driver that was BLOCKED reserves
   * again for every operator. A consumer that several drivers share is reserved and allocated from
   * without leaving its gate in between.
   *
   * @return null = granted; else a future that completes when it is worth calling again, so the
   *     driver returns BLOCKED with it; it completes exceptionally when the wait times out.
   *     Requests that fit into the floor never need anybody else.
   * @throws MemoryLimitExceededException if nobody could ever give that much
   */
  public @Nullable CompletableFuture<Void> reserve(long bytes) {
    return reserve(bytes, true);
  }

  /**
   * As {@link #reserve}, for memory that helps but can be done without: waits until others have
   * given back what they were asked for, which takes bounded time, but not until others end.
   *
   * @throws MemoryLimitExceededException if that much cannot be had so
   */
  public @Nullable CompletableFuture<Void> reserveByReclaim(long bytes) {
    return reserve(bytes, false);
  }

  private @Nullable CompletableFuture<Void> reserve(long bytes, boolean mayWaitForRelease) {
    requireNotReclaiming();
    CompletableFuture<Void> wait =
        unusedBytes() >= bytes ? null : arbiter.reserve(this, bytes, mayWaitForRelease);
    if (wait == null) {
      claim(bytes);
    }
    return wait;
  }

  /** Protects what was just reserved from other operators of the same driver. */
  private synchronized void claim(long bytes) {
    claimedBytes = bytes;
    claimEpoch = gate.epoch();
  }

  /**
   * As {@link #reserve}, but takes only what is free or stored and evictable: spills nobody, waits
   * for nobody.
   */
  public boolean tryReserve(long bytes) {
    requireNotReclaiming();
    boolean granted = unusedBytes() >= bytes || arbiter.tryReserve(this, bytes);
    if (granted) {
      claim(bytes);
    }
    return granted;
  }

  /**
   * As {@link #tryReserve}, for memory that is needed in the middle of a batch and whose size
   * nobody could know before it.
   *
   * @throws MemoryLimitExceededException if that much is not free
   */
  public void reserveNow(long bytes) {
    if (!tryReserve(bytes)) {
      throw ledger.report().limitExceeded(this, bytes);
    }
  }

  /**
   * Takes memory out of the reservation: a multiple of {@link #CHUNK_BYTES}, aligned to it, content
   * undefined.
   *
   * @throws IllegalStateException if that much is not reserved and unused: a bug of the caller
   * @throws MemoryLimitExceededException if the operating system refuses memory inside the limit
   */
  public long allocate(long sizeBytes) {
    return allocate(sizeBytes, false);
  }

  /** As {@link #allocate}, but all zero; memory fresh from the system is not zeroed again. */
  public long allocateZeroed(long sizeBytes) {
    return allocate(sizeBytes, true);
  }

  private synchronized long allocate(long sizeBytes, boolean zeroed) {
    if (mode != MemoryMode.OFF_HEAP) {
      throw new IllegalStateException("on-heap memory has no address: consumer=" + pool.path());
    }
    long rounded = roundUpToChunk(sizeBytes);
    use(rounded);
    long address = allocations.allocate(rounded, zeroed);
    if (address == 0) {
      usedBytes -= rounded;
      throw ledger.report().systemRefused(this, rounded);
    }
    return address;
  }

  /** Gives back what {@link #allocate} returned, whole; the bytes become unused reservation. */
  public synchronized void free(long address, long sizeBytes) {
    long rounded = roundUpToChunk(sizeBytes);
    allocations.free(address, rounded);
    unuse(rounded);
  }

  /**
   * Counts bytes that live elsewhere (on the heap, in a foreign buffer) as used, out of the
   * reservation.
   */
  public synchronized void use(long bytes) {
    requireOpen();
    if (bytes < 0 || reservedBytes - usedBytes < bytes) {
      throw new IllegalStateException(
          "memory was not reserved: consumer="
              + pool.path()
              + " bytes="
              + bytes
              + " unusedBytes="
              + unusedBytes());
    }
    usedBytes += bytes;
    peakBytes = Math.max(peakBytes, usedBytes);
    claimedBytes = Math.max(0, claimedBytes - bytes);
  }

  /** Takes back {@link #use}; the bytes become unused reservation. */
  public synchronized void unuse(long bytes) {
    if (bytes < 0 || bytes > usedBytes) {
      throw new IllegalStateException(
          "more given back than used: consumer="
              + pool.path()
              + " bytes="
              + bytes
              + " usedBytes="
              + usedBytes);
    }
    usedBytes -= bytes;
  }

  /** Gives the unused reservation above the floor back to the pool. */
  public void releaseUnused() {
    synchronized (this) {
      claimedBytes = 0;
    }
    if (releaseExcess(Long.MAX_VALUE) > 0) {
      arbiter.memoryReleased();
    }
  }

  /** Gives back up to so many bytes of what is unused, neither claimed nor part of the floor. */
  synchronized long releaseExcess(long maxBytes) {
    long claimed = claimEpoch == gate.epoch() ? claimedBytes : 0;
    long kept = Math.max(usedBytes + claimed, floorBytes);
    long excess = Math.min(maxBytes, reservedBytes - kept);
    if (closed || excess <= 0) {
      return 0;
    }
    reservedBytes -= excess;
    ledger.release(this, excess);
    return excess;
  }

  /**
   * Hands memory over to another consumer of the same query, with its reservation. Where that would
   * push this consumer below its floor, the floor is refilled from free memory, or else that part
   * of the floor moves along. The caller has exclusive use of both consumers.
   */
  public void transferTo(MemoryConsumer other, long address, long sizeBytes) {
    if (other.task.query() != task.query() || other.mode != mode) {
      throw new IllegalArgumentException(
          "hand-over between queries or modes: from=" + pool.path() + " to=" + other.pool.path());
    }
    if (other == this) {
      return;
    }
    // A fixed order of the two monitors, so that opposite hand-overs cannot deadlock.
    boolean thisFirst = System.identityHashCode(this) < System.identityHashCode(other);
    synchronized (thisFirst ? this : other) {
      synchronized (thisFirst ? other : this) {
        transferLocked(other, address, roundUpToChunk(sizeBytes));
      }
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // both monitors are held
  private void transferLocked(MemoryConsumer other, long address, long sizeBytes) {
    requireOpen();
    other.requireOpen();
    allocations.moveTo(other.allocations, address, sizeBytes);
    long lackingFloor = Math.max(0, floorBytes - (reservedBytes - sizeBytes));
    long refilled =
        lackingFloor == 0 ? 0 : ledger.acquireForFloor(this, lackingFloor) ? lackingFloor : 0;
    long movedFloor = lackingFloor - refilled;
    usedBytes -= sizeBytes;
    reservedBytes += refilled - sizeBytes;
    floorBytes -= movedFloor;
    other.floorBytes += movedFloor;
    other.usedBytes += sizeBytes;
    other.reservedBytes += sizeBytes;
    other.peakBytes = Math.max(other.peakBytes, other.usedBytes);
    ledger.moveBooking(this, other, sizeBytes);
  }

  /** Bytes in use now. */
  public long usedBytes() {
    return usedBytes;
  }

  /** Bytes granted now: in use, unused, and the floor. */
  public long reservedBytes() {
    return reservedBytes;
  }

  /** Bytes granted but not in use. */
  public long unusedBytes() {
    return reservedBytes - usedBytes;
  }

  public long floorBytes() {
    return floorBytes;
  }

  /** Most bytes ever in use. */
  public synchronized long peakBytes() {
    return peakBytes;
  }

  public MemoryPool pool() {
    return pool;
  }

  public MemoryMode mode() {
    return mode;
  }

  public ReclaimGate gate() {
    return gate;
  }

  public TaskMemory task() {
    return task;
  }

  /**
   * Frees everything still allocated and gives back the reservation. Called by the owner; a second
   * call does nothing.
   */
  @Override
  public void close() {
    if (closeNow()) {
      arbiter.memoryReleased();
    }
  }

  private synchronized boolean closeNow() {
    if (closed) {
      return false;
    }
    closed = true;
    allocations.freeAll();
    usedBytes = 0;
    ledger.closeConsumer(this, reservedBytes, floorBytes);
    reservedBytes = 0;
    floorBytes = 0;
    return true;
  }

  /** Closes a consumer that its owner forgot; returns the leak, or null if it held nothing. */
  @Nullable LeakReport closeForgotten() {
    LeakReport leak = null;
    synchronized (this) {
      if (!closed && usedBytes > 0) {
        leak = new LeakReport(pool.path(), usedBytes, allocations.sites());
      }
    }
    close();
    return leak;
  }

  /** Whether it was closed; it holds nothing then. */
  public boolean isClosed() {
    return closed;
  }

  /** Adds granted bytes; the ledger has booked them already. */
  synchronized void granted(long bytes) {
    reservedBytes += bytes;
  }

  synchronized void openedWithFloor(long bytes) {
    floorBytes = bytes;
    reservedBytes = bytes;
  }

  /** What a reclaim could bring, seen from outside: a hint. */
  long reclaimableBytes() {
    long aboveFloor = reservedBytes - floorBytes;
    return aboveFloor <= 0
        ? 0
        : Math.min(aboveFloor, Math.max(0, unusedBytes()) + reclaimable.reclaimableBytes());
  }

  /**
   * Takes back unused reservation, then spills; returns what really went back to the pool. Caller
   * has exclusive use.
   */
  long reclaimAboveFloor(long targetBytes, String reason) {
    long freed = releaseExcess(Long.MAX_VALUE);
    if (freed < targetBytes && usedBytes > 0) {
      spill(targetBytes - freed, reason);
      freed += releaseExcess(Long.MAX_VALUE);
    }
    if (freed > 0) {
      arbiter.memoryReleased();
    }
    return freed;
  }

  /**
   * Calls the owner's {@link Reclaimable}; freed bytes stay reserved here. Returns what was really
   * freed.
   */
  long spill(long targetBytes, String reason) {
    synchronized (this) {
      requireNotReclaiming();
      if (closed) {
        return 0;
      }
      reclaiming = true;
    }
    long before = usedBytes;
    ReclaimEvent event = new ReclaimEvent();
    event.begin();
    try {
      reclaimable.reclaim(targetBytes);
      return before - usedBytes;
    } finally {
      synchronized (this) {
        reclaiming = false;
      }
      event.finish(pool.path(), reason, targetBytes, before - usedBytes);
    }
  }

  /** The order under way for this consumer: the given one if there was none. */
  synchronized ReclaimOrder joinOrder(ReclaimOrder fresh) {
    if (pendingOrder == null) {
      pendingOrder = fresh;
    }
    return pendingOrder;
  }

  synchronized void orderDone(ReclaimOrder order) {
    if (pendingOrder == order) {
      pendingOrder = null;
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("consumer is closed: consumer=" + pool.path());
    }
  }

  private void requireNotReclaiming() {
    if (reclaiming) {
      throw new IllegalStateException(
          "reserve or nested spill inside a reclaim: consumer=" + pool.path());
    }
  }

  /** What an allocation of so many bytes takes: whole chunks. */
  public static long roundUpToChunk(long bytes) {
    return (bytes + CHUNK_BYTES - 1) & -CHUNK_BYTES;
  }

  @Override
  public String toString() {
    return pool.toString();
  }
}
