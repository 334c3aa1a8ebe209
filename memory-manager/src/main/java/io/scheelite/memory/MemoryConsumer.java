package io.scheelite.memory;

import java.util.List;
import java.util.Map;
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

  // The sum of two such requests is still a long.
  private static final long MORE_THAN_ANY_MEMORY = 1L << 61;

  private final TaskMemory task;
  private final ReclaimGate gate;
  private final MemoryMode mode;
  private final MemoryPool pool;
  private final Arbiter arbiter;
  private final Ledger ledger;
  private final Allocations allocations;

  private final ConsumerReclaim reclaim;
  private final ConsumerBooks books = new ConsumerBooks(); // guarded by this
  private final long number; // of its manager: the order of the monitors of two consumers
  private volatile boolean closed;

  /** The arbiter's notes about the current attempt to reserve. */
  final WaitEpisode waits = new WaitEpisode();

  MemoryConsumer(
      TaskMemory task, ReclaimGate gate, MemoryMode mode, String name, Reclaimable reclaimable) {
    this.task = task;
    this.gate = gate;
    this.mode = mode;
    this.ledger = task.query().manager().ledger();
    this.arbiter = task.query().manager().arbiter();
    this.pool = new MemoryPool(name, task.pool(), Long.MAX_VALUE, ledger.lock());
    this.allocations = task.query().manager().newAllocations(pool);
    this.reclaim = new ConsumerReclaim(this, reclaimable, ledger);
    this.number = ledger.nextConsumerNumber();
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
    return reserve(bytes, Shortage.WAITS);
  }

  /**
   * As {@link #reserve}, for memory that helps but can be done without: waits until others have
   * given back what they were asked for, which takes bounded time, but not until others end.
   *
   * @throws MemoryLimitExceededException if that much cannot be had so
   */
  public @Nullable CompletableFuture<Void> reserveByReclaim(long bytes) {
    return reserve(bytes, Shortage.FAILS);
  }

  private @Nullable CompletableFuture<Void> reserve(long bytes, Shortage shortage) {
    reclaim.requireNotSpilling();
    requireNotNegative(bytes);
    CompletableFuture<Void> wait = null;
    if (unusedBytes() < bytes) {
      wait = arbiter.reserve(this, bytes, shortage);
    } else {
      waits.end();
    }
    if (wait == null) {
      claim(bytes);
    }
    return wait;
  }

  /**
   * As {@link #reserve}, but a shortage is no error: after everybody was asked, the grant is what
   * is there, possibly 0. Only a task below its minimum share (execution pool / 2N) is made to wait
   * instead, until it can be raised to that. For users that can work with less than they would
   * like; operators of a driver reserve.
   */
  public MemoryGrant acquire(long bytes) {
    reclaim.requireNotSpilling();
    requireNotNegative(bytes);
    CompletableFuture<Void> wait =
        unusedBytes() >= bytes ? null : arbiter.reserve(this, bytes, Shortage.SETTLES);
    if (wait != null) {
      return new MemoryGrant.Pending(wait);
    }
    long granted = Math.min(bytes, unusedBytes());
    claim(granted);
    return new MemoryGrant.Granted(granted);
  }

  /**
   * Gives back so many bytes of reservation that are not in use, down to the floor, which stays
   * until close. Giving back more than that is clamped, with a warning. Returns the bytes given
   * back.
   */
  public long release(long bytes) {
    synchronized (this) {
      books.dropClaim();
    }
    long released = releaseExcess(bytes);
    if (released < bytes) {
      ledger.report().warnOfOverRelease(this, bytes, released);
    }
    if (released > 0) {
      ledger.memoryReleased();
    }
    return released;
  }

  /** Protects what was just reserved from other operators of the same driver. */
  private synchronized void claim(long bytes) {
    books.claim(bytes, gate.epoch());
  }

  /**
   * As {@link #reserve}, but takes only what is free or stored and evictable: spills nobody, waits
   * for nobody.
   */
  public boolean tryReserve(long bytes) {
    reclaim.requireNotSpilling();
    requireNotNegative(bytes);
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
      throw ledger.report().limitExceeded(this, roundUpToChunk(bytes - unusedBytes()));
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

  /**
   * As {@link #allocate}, but 0 if that much is not reserved and unused: for threads outside of the
   * gate, from whom others may take back what they have reserved before they allocate it.
   */
  public synchronized long allocateIfReserved(long sizeBytes) {
    return unusedBytes() < roundUpToChunk(sizeBytes) ? 0 : allocate(sizeBytes, false);
  }

  /** As {@link #allocate}, but all zero; memory fresh from the system is not zeroed again. */
  public long allocateZeroed(long sizeBytes) {
    return allocate(sizeBytes, true);
  }

  private synchronized long allocate(long sizeBytes, boolean zeroed) {
    if (mode != MemoryMode.OFF_HEAP) {
      throw new IllegalStateException("on-heap memory has no address: consumer=" + pool.path());
    }
    if (sizeBytes <= 0) {
      throw new IllegalArgumentException("allocation must be positive: sizeBytes=" + sizeBytes);
    }
    long rounded = roundUpToChunk(sizeBytes);
    use(rounded);
    long address = allocations.allocate(rounded, zeroed);
    if (address == 0) {
      unuse(rounded);
      throw ledger.report().systemRefused(this, rounded);
    }
    return address;
  }

  /** Gives back what {@link #allocate} returned, whole; the bytes become unused reservation. */
  public synchronized void free(long address, long sizeBytes) {
    long rounded = roundUpToChunk(sizeBytes);
    MemoryCorruptionException broken = allocations.free(address, rounded);
    unuse(rounded);
    if (broken != null) {
      throw broken;
    }
  }

  /** Counts reserved bytes that live elsewhere (heap, foreign buffer) as used. */
  public synchronized void use(long bytes) {
    requireOpen();
    if (!books.use(bytes)) {
      throw new IllegalStateException(
          wrong("memory was not reserved", bytes, " unusedBytes=" + unusedBytes()));
    }
  }

  /** Takes back {@link #use}; the bytes become unused reservation. */
  public synchronized void unuse(long bytes) {
    if (!books.unuse(bytes)) {
      throw new IllegalStateException(
          wrong("more given back than used", bytes, " usedBytes=" + usedBytes()));
    }
  }

  private String wrong(String what, long bytes, String held) {
    return what + ": consumer=" + pool.path() + " bytes=" + bytes + held;
  }

  /** Gives the unused reservation above the floor back to the pool. */
  public void releaseUnused() {
    synchronized (this) {
      books.dropClaim();
    }
    if (releaseExcess(Long.MAX_VALUE) > 0) {
      ledger.memoryReleased();
    }
  }

  /** Gives back up to so many bytes of what is unused, neither claimed nor part of the floor. */
  synchronized long releaseExcess(long maxBytes) {
    long excess = closed ? 0 : books.takeExcess(maxBytes, gate.epoch());
    if (excess > 0) {
      ledger.release(this, excess);
    }
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
    boolean thisFirst = number < other.number;
    synchronized (thisFirst ? this : other) {
      synchronized (thisFirst ? other : this) {
        transferLocked(other, address, roundUpToChunk(sizeBytes));
      }
    }
    if (other.task != task) {
      ledger.memoryReleased(); // this task's share has room again
    }
  }

  private void transferLocked(MemoryConsumer other, long address, long sizeBytes) {
    requireOpen();
    other.requireOpen();
    allocations.moveTo(other.allocations, address, sizeBytes);
    long lackingFloor = books.floorLackingWithout(sizeBytes);
    boolean refilled = lackingFloor > 0 && ledger.acquireForFloor(this, lackingFloor);
    books.handOver(other.books, sizeBytes, refilled ? lackingFloor : 0);
    ledger.moveBooking(this, other, sizeBytes);
  }

  /** Bytes in use now. */
  public long usedBytes() {
    return books.usedBytes();
  }

  /** Bytes granted now: in use, unused, and the floor. */
  public long reservedBytes() {
    return books.reservedBytes();
  }

  /** Bytes granted but not in use. */
  public long unusedBytes() {
    return books.unusedBytes();
  }

  public long floorBytes() {
    return books.floorBytes();
  }

  /** Most bytes ever in use. */
  public synchronized long peakBytes() {
    return books.peakBytes();
  }

  /** See {@link Allocations#bytesBySite}; from any thread. */
  List<Map.Entry<String, Long>> bytesBySite() {
    return allocations.bytesBySite();
  }

  public MemoryPool pool() {
    return pool;
  }

  /** Limits this consumer alone; as {@link QueryMemory#limit}. Its floor is held whatever it is. */
  public void limit(long bytes) {
    ledger.limit(pool, bytes);
  }

  /** What its own limit leaves. */
  long roomBytes() {
    return pool.limitBytes() - pool.currentBytes();
  }

  public MemoryMode mode() {
    return mode;
  }

  public ReclaimGate gate() {
    return gate;
  }

  /**
   * Serves a reclaim that could not be served when it was asked for, because the state was in use:
   * asks its {@link Reclaimable} again, for whom it was. The caller is inside the gate.
   */
  public void reclaimLate(long targetBytes) {
    reclaim.reclaimLate(targetBytes);
  }

  /** How memory is taken back from it. */
  ConsumerReclaim reclaim() {
    return reclaim;
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
      ledger.memoryReleased();
    }
  }

  private synchronized boolean closeNow() {
    if (closed) {
      return false;
    }
    closed = true;
    allocations.freeAll();
    allocations.countInto(ledger.counters());
    ledger.closeConsumer(this, books.reservedBytes(), books.floorBytes());
    books.close();
    return true;
  }

  /** Closes a consumer that its owner forgot; returns the leak, or null if it held nothing. */
  @Nullable LeakReport closeForgotten() {
    LeakReport leak = null;
    synchronized (this) {
      if (!closed && usedBytes() > 0) {
        leak = new LeakReport(pool.path(), usedBytes(), allocations.sites());
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
    books.grant(bytes);
    allocations.countInto(ledger.counters());
  }

  synchronized void openedWithFloor(long bytes) {
    books.open(bytes);
  }

  private static void requireNotNegative(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative request: bytes=" + bytes);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("consumer is closed: consumer=" + pool.path());
    }
  }

  /** What an allocation of so many bytes takes: whole chunks; more than any memory stays that. */
  public static long roundUpToChunk(long bytes) {
    return (Math.min(bytes, MORE_THAN_ANY_MEMORY) + CHUNK_BYTES - 1) & -CHUNK_BYTES;
  }

  @Override
  public String toString() {
    return pool.toString();
  }
}
