package io.scheelite.memory.internal;

import io.scheelite.memory.counters.CounterSink;
import io.scheelite.memory.counters.EngineCounter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Hands out runs of 64 KiB chunks of native memory and keeps what is resident within the capacity.
 *
 * <p>Runs of a power of two up to 2 MiB that were just freed are kept warm and handed out again
 * without a lock; everything else goes to the {@link Regions}. Warm runs count as cached, are
 * bounded by a sixteenth of the capacity, and go back to their regions when memory is short, on
 * {@link #trim} and on each round of {@link #returnIdle}. Thread-safe: one lock, held for
 * bookkeeping and calls of the system only.
 *
 * <p>The bound on resident memory: chunks that may be resident never exceed the capacity, as long
 * as the caller's ledger keeps what is handed out within it. While a capacity that has shrunk is
 * below what is handed out, nothing free stays resident.
 */
public final class RegionAllocator implements AutoCloseable {
  public static final int CHUNK_BYTES = Region.CHUNK_BYTES;

  private static final long PIECE_BYTES = 1L << 20;
  private static final int WARM_SHARE = 16;

  private final Object lock = new Object();
  private final Regions regions;
  private final WarmRuns warm;
  private final AtomicBoolean returningIdle = new AtomicBoolean();
  private final LongAdder zeroedBytes = new LongAdder();
  private final Runnable onFree;
  private CounterSink counters = CounterSink.NONE;
  private boolean closed;
  private boolean warmIsOff;

  /** An allocator that returns idle memory only when asked to. */
  public RegionAllocator(
      SystemMemory system, long capacityBytes, long cacheLimitBytes, boolean hugePages) {
    this(system, capacityBytes, cacheLimitBytes, hugePages, () -> {});
  }

  /**
   * An allocator of so much resident memory, a part of which may stay mapped when it is free.
   *
   * @param onFree told without a lock when memory is free and {@link #returnIdle} should be called
   *     after a while; not told again until that returned false
   */
  public RegionAllocator(
      SystemMemory system,
      long capacityBytes,
      long cacheLimitBytes,
      boolean hugePages,
      Runnable onFree) {
    this.onFree = onFree;
    this.warm = new WarmRuns(Runtime.getRuntime().availableProcessors());
    this.regions =
        new Regions(system, capacityBytes, cacheLimitBytes, hugePages, this::drainWarmLocked);
    resizeWarm();
  }

  /** Says where sizes are counted; called once, before use. */
  public void countInto(CounterSink sink) {
    counters = sink;
  }

  /**
   * Whatever takes and puts warm runs alone is seen with the next change of the regions, and warm
   * runs as cached with the next round of returning idle memory: looking through them takes longer
   * than an allocation.
   */
  private void showSizes() {
    counters.set(EngineCounter.NATIVE_RESIDENT, regions.residentBytes());
    counters.set(EngineCounter.NATIVE_MAPPED, regions.mappedBytes());
    counters.set(EngineCounter.NATIVE_CACHED, regions.cachedBytes());
  }

  /**
   * Address of a run of chunks with undefined content, or 0 when the system refuses more memory.
   */
  public long allocate(int chunks) {
    long address = warm.take(chunks);
    if (address != 0) {
      return address;
    }
    synchronized (lock) {
      address = regions.allocate(chunks);
      showSizes();
      return address;
    }
  }

  /** As {@link #allocate}, but all zero; what is fresh from the system is not zeroed again. */
  public long allocateZeroed(int chunks) {
    long address = warm.take(chunks);
    int dirty = -1; // every bit: a warm run was handed out before
    if (address == 0) {
      synchronized (lock) {
        address = regions.allocate(chunks);
        dirty = regions.takenDirtyChunks();
        showSizes();
      }
    }
    if (address != 0) {
      zero(address, chunks, dirty);
    }
    return address;
  }

  /**
   * Dirty is a bit per chunk of a small run, and a number of chunks from the start of a large one.
   */
  private void zero(long address, int chunks, int dirty) {
    if (chunks > Region.CHUNKS_PER_SLOT) {
      zeroChunks(address, dirty);
      return;
    }
    for (int rest = dirty & Region.mask(0, chunks); rest != 0; rest &= rest - 1) {
      zeroChunks(address + (long) Integer.numberOfTrailingZeros(rest) * CHUNK_BYTES, 1);
    }
  }

  private void zeroChunks(long address, int chunks) {
    long sizeBytes = (long) chunks * CHUNK_BYTES;
    for (long done = 0; done < sizeBytes; done += PIECE_BYTES) {
      SegmentAccess.fill(address + done, Math.min(PIECE_BYTES, sizeBytes - done), (byte) 0);
    }
    zeroedBytes.add(sizeBytes);
  }

  /** Takes back a run that {@link #allocate} handed out with the same number of chunks. */
  public void free(long address, int chunks) {
    if (!warm.put(address, chunks)) {
      synchronized (lock) {
        regions.free(address, chunks);
        if (warmIsOff && !closed && regions.withinCapacity()) {
          resizeWarm(); // what a shrunk capacity wanted back is back
        }
        showSizes();
      }
    }
    if (!returningIdle.get() && returningIdle.compareAndSet(false, true)) {
      onFree.run();
    }
  }

  private void resizeWarm() {
    warmIsOff = closed || !regions.withinCapacity();
    warm.resize(
        warmIsOff ? 0 : Math.min(regions.cacheLimitBytes(), regions.capacityBytes() / WARM_SHARE));
  }

  private boolean drainWarmLocked() {
    return warm.drain(regions::free);
  }

  /**
   * Changes the capacity, and with it the bound of what is cached, in proportion. What shrinks goes
   * back to the system now as far as it is free, and the rest with each run that is freed.
   *
   * @return bytes that may be resident now: at most the capacity, or what is handed out if that is
   *     more
   */
  public long capacity(long bytes) {
    synchronized (lock) {
      if (bytes < regions.capacityBytes()) {
        warm.resize(0);
        drainWarmLocked();
      }
      regions.capacity(bytes);
      resizeWarm();
      showSizes();
      return regions.residentBytes();
    }
  }

  /**
   * Lets so many more bytes (or less, if negative) be handed out and resident beyond the capacity,
   * without counting them: for debug modes that take memory of their own.
   */
  public void addUncounted(long bytes) {
    synchronized (lock) {
      regions.addUncounted(bytes);
    }
  }

  /** Upper bound of resident memory that this allocator keeps. */
  public long capacityBytes() {
    synchronized (lock) {
      return regions.capacityBytes();
    }
  }

  /** Gives free regions back to the system until at most so many bytes stay cached. */
  public void trim(long keepBytes) {
    synchronized (lock) {
      drainWarmLocked();
      regions.trim(keepBytes);
      showSizes();
    }
  }

  /**
   * One round of returning what is free and was not used for a while: what nobody took or gave back
   * during two whole rounds goes back to the system. Warm runs start to age when a round finds
   * them.
   *
   * @return whether anything free is left, so that another round is wanted
   */
  public boolean returnIdle() {
    returningIdle.set(false);
    boolean more;
    synchronized (lock) {
      drainWarmLocked();
      regions.startRound();
      more = !closed;
    }
    while (more) {
      synchronized (lock) { // one region at a time: unmapping takes the system a while
        more = regions.returnOneIdle();
        showSizes();
      }
    }
    synchronized (lock) {
      more = regions.hasFree();
      counters.set(EngineCounter.NATIVE_CACHED, regions.cachedBytes() + warm.bytes());
    }
    // If somebody has freed in between, the listener has been told already.
    return more && returningIdle.compareAndSet(false, true);
  }

  /** Upper bound of the resident bytes of all regions. */
  public long residentBytes() {
    synchronized (lock) {
      return regions.residentBytes();
    }
  }

  /** Address space of all regions. */
  public long mappedBytes() {
    synchronized (lock) {
      return regions.mappedBytes();
    }
  }

  /** Bytes of free regions and warm runs. */
  public long cachedBytes() {
    synchronized (lock) {
      return regions.cachedBytes() + warm.bytes();
    }
  }

  /** Bytes that {@link #allocateZeroed} has had to zero itself. */
  public long zeroedBytes() {
    return zeroedBytes.sum();
  }

  /**
   * Gives back all cached regions; runs still handed out stay valid and go back when they are
   * freed.
   */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      resizeWarm();
      drainWarmLocked();
      regions.close();
      showSizes();
    }
  }
}
