package io.scheelite.memory;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How much memory a {@link MemoryManager} has and how it divides it.
 *
 * @param offHeapBytes size of the off-heap region: an absolute limit of native memory
 * @param heapBytes size of the Java heap that on-heap mode may count on; 0 = on-heap mode is off
 * @param fraction share of (heap − {@link #RESERVED_HEAP_BYTES}) that on-heap mode uses
 * @param storageFraction share of each region that storage holds against eviction by execution; a
 *     floor, not a cap
 * @param pageBytes size of a page of the task page table; 0 = derived from the region and the cores
 * @param cachedBytes how many free bytes may stay mapped for reuse instead of going back to the
 *     system
 * @param waitTimeout bound on every wait for memory of an admitted query
 * @param admissionTimeout bound on the wait of a query to be admitted
 * @param hugePages whether regions ask for huge pages where the system allows it
 * @param trackAllocationSites whether leak reports carry the stack trace of the allocation; slow,
 *     for tests
 * @param budget shared with other managers of this JVM, which together never hold more; null = this
 *     manager has its memory to itself
 * @param idleReturn how long native memory stays free before it goes back to the system
 * @param guards debug mode: guard patterns around every allocation, poison and quarantine after it;
 *     finds overruns, double and foreign frees and use after free, at several times the memory; on
 *     by default where the system property {@link #GUARDS_PROPERTY} is {@code true}
 */
public record MemoryConfig(
    long offHeapBytes,
    long heapBytes,
    double fraction,
    double storageFraction,
    long pageBytes,
    long cachedBytes,
    Duration waitTimeout,
    Duration admissionTimeout,
    boolean hugePages,
    boolean trackAllocationSites,
    @Nullable MemoryBudget budget,
    Duration idleReturn,
    boolean guards) {
  /** Turns {@link #guards} on for every engine of a process that does not say otherwise. */
  public static final String GUARDS_PROPERTY = "scheelite.memory.guards";

  /** Heap that on-heap mode leaves to everything else. */
  public static final long RESERVED_HEAP_BYTES = 300L << 20;

  /** No engine works with less off-heap memory than this. */
  public static final long SMALLEST_OFF_HEAP_BYTES = 4L * MemoryConsumer.CHUNK_BYTES;

  private static final long SMALLEST_PAGE_BYTES = 1L << 20;
  private static final long LARGEST_PAGE_BYTES = 64L << 20;

  public MemoryConfig {
    requireUsable(offHeapBytes);
    require(
        heapBytes == 0 || heapBytes >= RESERVED_HEAP_BYTES * 3 / 2,
        "heap is too small for on-heap memory, raise -Xmx or turn on-heap mode off: heapBytes="
            + heapBytes
            + " smallestBytes="
            + RESERVED_HEAP_BYTES * 3 / 2);
    require(
        fraction > 0 && fraction <= 1,
        "fraction must be above 0 and at most 1: fraction=" + fraction);
    require(
        storageFraction >= 0 && storageFraction <= 1,
        "storageFraction must be between 0 and 1: storageFraction=" + storageFraction);
    require(
        pageBytes == 0
            || (Long.bitCount(pageBytes) == 1 && pageBytes >= MemoryConsumer.CHUNK_BYTES),
        "pageBytes must be 0 or a power of two of at least one chunk: pageBytes=" + pageBytes);
    require(cachedBytes >= 0, "cachedBytes must not be negative: cachedBytes=" + cachedBytes);
    require(waitTimeout.isPositive(), "waitTimeout must be positive: waitTimeout=" + waitTimeout);
    require(
        admissionTimeout.isPositive(),
        "admissionTimeout must be positive: admissionTimeout=" + admissionTimeout);
    require(idleReturn.isPositive(), "idleReturn must be positive: idleReturn=" + idleReturn);
  }

  static void requireUsable(long offHeapBytes) {
    require(
        offHeapBytes >= SMALLEST_OFF_HEAP_BYTES,
        "off-heap memory is too small, raise the memory limit: offHeapBytes="
            + offHeapBytes
            + " smallestBytes="
            + SMALLEST_OFF_HEAP_BYTES);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * 512 MiB off-heap, half of it kept mapped, huge pages; on-heap mode off; half of a region safe
   * for storage; waits of a minute, ten for admission.
   */
  public static MemoryConfig defaults() {
    long offHeapBytes = 512L << 20;
    return new MemoryConfig(
        offHeapBytes,
        0,
        0.6,
        0.5,
        0,
        offHeapBytes / 2,
        Duration.ofMinutes(1),
        Duration.ofMinutes(10),
        true,
        false,
        null,
        Duration.ofSeconds(10),
        Boolean.getBoolean(GUARDS_PROPERTY));
  }

  /** Also sets {@link #cachedBytes} to half of the limit. */
  public MemoryConfig withOffHeapBytes(long bytes) {
    return with(
        changed -> {
          changed.offHeapBytes = bytes;
          changed.cachedBytes = Math.max(0, bytes / 2);
        });
  }

  /** Turns on-heap mode on for a heap of this size, or off with 0. */
  public MemoryConfig withHeapBytes(long bytes) {
    return with(changed -> changed.heapBytes = bytes);
  }

  public MemoryConfig withFraction(double share) {
    return with(changed -> changed.fraction = share);
  }

  public MemoryConfig withStorageFraction(double share) {
    return with(changed -> changed.storageFraction = share);
  }

  public MemoryConfig withPageBytes(long bytes) {
    return with(changed -> changed.pageBytes = bytes);
  }

  public MemoryConfig withCachedBytes(long bytes) {
    return with(changed -> changed.cachedBytes = bytes);
  }

  public MemoryConfig withWaitTimeout(Duration timeout) {
    return with(changed -> changed.waitTimeout = timeout);
  }

  public MemoryConfig withAdmissionTimeout(Duration timeout) {
    return with(changed -> changed.admissionTimeout = timeout);
  }

  public MemoryConfig withHugePages(boolean wanted) {
    return with(changed -> changed.hugePages = wanted);
  }

  public MemoryConfig withTrackAllocationSites(boolean wanted) {
    return with(changed -> changed.trackAllocationSites = wanted);
  }

  /** Makes the off-heap memory a part of what several managers share. */
  public MemoryConfig withBudget(MemoryBudget shared) {
    return with(changed -> changed.budget = shared);
  }

  public MemoryConfig withIdleReturn(Duration after) {
    return with(changed -> changed.idleReturn = after);
  }

  public MemoryConfig withGuards(boolean wanted) {
    return with(changed -> changed.guards = wanted);
  }

  private MemoryConfig with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.finish();
  }

  /** A configuration while one of its values is changed. */
  private static final class Draft {
    long offHeapBytes;
    long heapBytes;
    double fraction;
    double storageFraction;
    long pageBytes;
    long cachedBytes;
    Duration waitTimeout;
    Duration admissionTimeout;
    boolean hugePages;
    boolean trackAllocationSites;
    @Nullable MemoryBudget budget;
    Duration idleReturn;
    boolean guards;

    Draft(MemoryConfig from) {
      offHeapBytes = from.offHeapBytes;
      heapBytes = from.heapBytes;
      fraction = from.fraction;
      storageFraction = from.storageFraction;
      pageBytes = from.pageBytes;
      cachedBytes = from.cachedBytes;
      waitTimeout = from.waitTimeout;
      admissionTimeout = from.admissionTimeout;
      hugePages = from.hugePages;
      trackAllocationSites = from.trackAllocationSites;
      budget = from.budget;
      idleReturn = from.idleReturn;
      guards = from.guards;
    }

    MemoryConfig finish() {
      return new MemoryConfig(
          offHeapBytes,
          heapBytes,
          fraction,
          storageFraction,
          pageBytes,
          cachedBytes,
          waitTimeout,
          admissionTimeout,
          hugePages,
          trackAllocationSites,
          budget,
          idleReturn,
          guards);
    }
  }

  /** Size of the region of a mode at the start: what execution and storage share. */
  public long regionBytes(MemoryMode mode) {
    return switch (mode) {
      case OFF_HEAP -> budget == null ? offHeapBytes : Math.min(offHeapBytes, budget.bytes());
      case ON_HEAP -> heapBytes == 0 ? 0 : (long) ((heapBytes - RESERVED_HEAP_BYTES) * fraction);
    };
  }

  /**
   * Page size of the task page table: as configured, else the power of two at region / cores / 16
   * within 1 to 64 MiB.
   */
  public long pageBytes(MemoryMode mode, int cores) {
    if (pageBytes != 0) {
      return pageBytes;
    }
    long wanted = regionBytes(mode) / Math.max(1, cores) / 16;
    long power = wanted <= 1 ? 1 : Long.highestOneBit(wanted - 1) << 1;
    return Math.clamp(power, SMALLEST_PAGE_BYTES, LARGEST_PAGE_BYTES);
  }
}
