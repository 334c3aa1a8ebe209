package io.scheelite.memory.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All regions of an allocator, and what of them is handed out, resident and dirty. Guarded by the
 * allocator's lock.
 *
 * <p>Runs of at most 2 MiB come from small regions (partly used ones first); longer runs have a
 * region of their own. Free regions stay mapped for reuse up to a bound. When a new run would make
 * more resident than the capacity, warm runs are called back, cached regions are unmapped and free
 * chunks inside partly used regions are purged first. (Without {@code mmap} purging is not
 * possible; then free chunks of partly used regions stay resident.)
 */
final class Regions {
  private static final int CHUNK_BYTES = Region.CHUNK_BYTES;

  // A huge page makes a whole slot resident at the first touch: not worth it where a slot is a big
  // part of everything.
  private static final long SMALLEST_CAPACITY_FOR_HUGE_PAGES = 32L << 20;
  private static final int IDLE_ROUNDS = 3; // two whole rounds and a part of one

  private final SystemMemory system;
  private final boolean wantsHugePages;
  private final BooleanSupplier callBackWarm;
  private final Long2ObjectHashMap<Region> regions =
      new Long2ObjectHashMap<>(); // by number of the first slot
  private final List<Region> partial = new ArrayList<>();
  private final RegionCache cache;
  private long capacityBytes;
  private long uncountedBytes;
  private long cacheLimitBytes;
  private double cacheShare;
  private boolean hugePages;
  private long mappedBytes;
  private long residentBytes;
  private int takenDirtyChunks;
  private int round;

  Regions(
      SystemMemory system,
      long capacityBytes,
      long cacheLimitBytes,
      boolean hugePages,
      BooleanSupplier callBackWarm) {
    this.system = system;
    this.capacityBytes = capacityBytes;
    this.cacheLimitBytes = cacheLimitBytes;
    this.cacheShare = (double) cacheLimitBytes / capacityBytes;
    this.wantsHugePages = hugePages;
    this.hugePages = hugePages && capacityBytes >= SMALLEST_CAPACITY_FOR_HUGE_PAGES;
    this.callBackWarm = callBackWarm;
    this.cache = new RegionCache(system.splittable());
  }

  /** Address of a run, or 0 when the system refuses more memory. */
  long allocate(int chunks) {
    return chunks > Region.CHUNKS_PER_SLOT ? allocateLarge(chunks) : allocateSmall(chunks);
  }

  /**
   * What of the run allocated last may hold something else than zeros: a bit per chunk of a small
   * run, a number of chunks from the start of a large one.
   */
  int takenDirtyChunks() {
    return takenDirtyChunks;
  }

  private long allocateSmall(int chunks) {
    for (int i = partial.size() - 1; i >= 0; i--) {
      int first = partial.get(i).findFree(chunks);
      if (first >= 0) {
        return take(partial.get(i), first, chunks);
      }
    }
    Region region = cache.takeSmall(this);
    if (region == null) {
      region = map(1);
    }
    if (region == null) {
      return 0;
    }
    if (hugePages && !region.huge && region.residentChunks == 0) {
      askForHugePage(region);
    }
    return take(region, 0, chunks);
  }

  private void askForHugePage(Region region) {
    if (residentBytes + SystemMemory.SLOT_BYTES > boundBytes()) {
      return; // the rest of the slot would become resident with the first chunk and break the bound
    }
    hugePages = system.adviseHuge(region.address, SystemMemory.SLOT_BYTES);
    if (hugePages) {
      region.huge = true;
      region.residentChunks = -1;
      residentBytes += SystemMemory.SLOT_BYTES;
    }
  }

  private long take(Region region, int first, int chunks) {
    int mask = Region.mask(first, chunks);
    // Before making room, so that the region's holes may be purged and the run itself is not.
    region.usedChunks |= mask;
    region.lastRound = round;
    listAsPartial(region, region.usedChunks != -1);
    makeRoom(Integer.bitCount(mask & ~region.residentChunks));
    residentBytes += (long) Integer.bitCount(mask & ~region.residentChunks) * CHUNK_BYTES;
    region.residentChunks |= mask;
    takenDirtyChunks = (region.dirtyChunks & mask) >>> first;
    region.dirtyChunks |= mask;
    return region.address + (long) first * CHUNK_BYTES;
  }

  private long allocateLarge(int chunks) {
    int slots = (chunks + Region.CHUNKS_PER_SLOT - 1) / Region.CHUNKS_PER_SLOT;
    Region region = cache.takeLarge(this, slots);
    if (region != null) {
      purgeTail(region, chunks);
    }
    makeRoom(chunks - (region == null ? 0 : region.largeResidentChunks));
    if (region == null) {
      region = map(slots);
      if (region == null) {
        return 0;
      }
      // Only slots that are used to their end: the untouched rest of the last one must not become
      // resident.
      long wholeSlots = chunks / Region.CHUNKS_PER_SLOT * SystemMemory.SLOT_BYTES;
      hugePages = hugePages && system.adviseHuge(region.address, wholeSlots);
    }
    takenDirtyChunks = Math.min(chunks, region.largeResidentChunks);
    residentBytes += Math.max(0, chunks - region.largeResidentChunks) * (long) CHUNK_BYTES;
    region.largeResidentChunks = Math.max(chunks, region.largeResidentChunks);
    return region.address;
  }

  /**
   * A reused region may be resident beyond what is asked for now; nobody could purge that later.
   */
  private void purgeTail(Region region, int chunks) {
    int excess = region.largeResidentChunks - chunks;
    if (excess > 0) {
      long start = region.address + (long) chunks * CHUNK_BYTES;
      system.adviseSmall(
          region.address + region.mappedBytes() - SystemMemory.SLOT_BYTES, SystemMemory.SLOT_BYTES);
      if (system.purge(start, (long) excess * CHUNK_BYTES)) {
        region.largeResidentChunks = chunks;
        residentBytes -= (long) excess * CHUNK_BYTES;
      }
    }
  }

  private @Nullable Region map(int slots) {
    long address = system.map(slots * SystemMemory.SLOT_BYTES);
    while (address == 0 && (giveBackOldest() || callBackWarm.getAsBoolean())) {
      // The system is short: what is cached goes back before giving up.
      address = system.map(slots * SystemMemory.SLOT_BYTES);
    }
    if (address == 0) {
      return null;
    }
    mappedBytes += slots * SystemMemory.SLOT_BYTES;
    return register(new Region(address, slots));
  }

  private Region register(Region region) {
    regions.put(region.address / SystemMemory.SLOT_BYTES, region);
    return region;
  }

  /** Sees to it that so many more chunks may become resident within the capacity. */
  private void makeRoom(int chunks) {
    long needed = residentBytes + (long) Math.max(0, chunks) * CHUNK_BYTES - boundBytes();
    if (needed > 0 && callBackWarm.getAsBoolean()) {
      needed = residentBytes + (long) Math.max(0, chunks) * CHUNK_BYTES - boundBytes();
    }
    purgeFree(needed);
  }

  private void purgeFree(long bytes) {
    long needed = bytes;
    while (needed > 0) {
      long before = residentBytes;
      if (!giveBackOldest() && !purgeOnePartial()) {
        return;
      }
      needed -= before - residentBytes;
    }
  }

  private boolean giveBackOldest() {
    Region region = cache.takeOldest();
    if (region == null) {
      return false;
    }
    unmap(region);
    return true;
  }

  private void unmap(Region region) {
    regions.remove(region.address / SystemMemory.SLOT_BYTES);
    residentBytes -= region.residentBytes();
    mappedBytes -= region.mappedBytes();
    system.unmap(region.address, region.mappedBytes());
  }

  private boolean purgeOnePartial() {
    for (Region region : partial) {
      int holes = region.residentChunks & ~region.usedChunks;
      if (holes != 0 && purge(region, holes)) {
        return true;
      }
    }
    return false;
  }

  private boolean purge(Region region, int holes) {
    if (region.huge) {
      system.adviseSmall(region.address, region.mappedBytes());
      region.huge = false;
    }
    for (int rest = holes; rest != 0; ) {
      int first = Integer.numberOfTrailingZeros(rest);
      int length = Integer.numberOfTrailingZeros(~(rest >>> first));
      length = Math.min(length, Region.CHUNKS_PER_SLOT - first);
      if (!system.purge(region.address + (long) first * CHUNK_BYTES, (long) length * CHUNK_BYTES)) {
        return false;
      }
      rest &= ~Region.mask(first, length);
    }
    region.residentChunks &= ~holes;
    region.dirtyChunks &= ~holes;
    residentBytes -= (long) Integer.bitCount(holes) * CHUNK_BYTES;
    return true;
  }

  /** Takes back a run that {@link #allocate} handed out with the same number of chunks. */
  void free(long address, int chunks) {
    Region region = regions.get(address / SystemMemory.SLOT_BYTES);
    if (region == null) {
      throw new IllegalStateException(
          "free of memory that was not allocated here: address=" + address);
    }
    region.lastRound = round;
    if (region.large() || freeChunks(region, address, chunks)) {
      if (cache.residentBytes() + region.residentBytes() <= cacheLimitBytes) {
        cache.put(region);
      } else {
        unmap(region);
      }
    }
    purgeFree(residentBytes - boundBytes()); // nothing unless the capacity has shrunk
  }

  /** Returns whether nothing of the region is used any more. */
  private boolean freeChunks(Region region, long address, int chunks) {
    int mask = Region.mask((int) (address - region.address) / CHUNK_BYTES, chunks);
    if ((region.usedChunks & mask) != mask) {
      throw new IllegalStateException("double free: address=" + address + " chunks=" + chunks);
    }
    region.usedChunks &= ~mask;
    listAsPartial(region, region.usedChunks != 0);
    return region.usedChunks == 0;
  }

  private void listAsPartial(Region region, boolean wanted) {
    if (wanted && region.partialIndex < 0) {
      region.partialIndex = partial.size();
      partial.add(region);
    } else if (!wanted && region.partialIndex >= 0) {
      Region last = partial.removeLast();
      if (last != region) {
        partial.set(region.partialIndex, last);
        last.partialIndex = region.partialIndex;
      }
      region.partialIndex = -1;
    }
  }

  /**
   * Cuts a free large region: first a piece of {@code headSlots} slots (if not 0), then single
   * slots.
   */
  List<Region> split(Region region, int headSlots) {
    List<Region> pieces = new ArrayList<>();
    for (int slot = 0; slot < region.slots; ) {
      int slots = slot == 0 && headSlots > 0 ? headSlots : 1;
      Region piece = new Region(region.address + slot * SystemMemory.SLOT_BYTES, slots);
      piece.lastRound = region.lastRound;
      int firstChunk = slot * Region.CHUNKS_PER_SLOT;
      int resident =
          Math.clamp(region.largeResidentChunks - firstChunk, 0, slots * Region.CHUNKS_PER_SLOT);
      if (piece.large()) {
        piece.largeResidentChunks = resident;
      } else {
        piece.residentChunks = resident == 0 ? 0 : Region.mask(0, resident);
        piece.dirtyChunks = piece.residentChunks;
        piece.huge = wantsHugePages && resident == Region.CHUNKS_PER_SLOT;
      }
      pieces.add(register(piece));
      slot += slots;
    }
    return pieces;
  }

  /** Gives cached regions back to the system until at most so many bytes stay cached. */
  void trim(long keepBytes) {
    boolean more = true;
    // With 0 also what is mapped but not resident goes.
    while (more && (keepBytes == 0 || cache.residentBytes() > keepBytes)) {
      more = giveBackOldest();
    }
  }

  /** Begins a round of {@link #returnOneIdle}. */
  void startRound() {
    round++;
  }

  /**
   * Returns a free region, or the holes of a partly used one, if nobody used it for some rounds.
   */
  boolean returnOneIdle() {
    Region region = cache.takeUnusedSince(round - IDLE_ROUNDS);
    if (region != null) {
      unmap(region);
      return true;
    }
    for (Region candidate : partial) {
      int holes = candidate.residentChunks & ~candidate.usedChunks;
      if (holes != 0 && candidate.lastRound <= round - IDLE_ROUNDS && purge(candidate, holes)) {
        return true;
      }
    }
    return false;
  }

  /** Whether anything is free that could go back to the system. */
  boolean hasFree() {
    return !cache.isEmpty()
        || (system.splittable()
            && partial.stream()
                .anyMatch(region -> (region.residentChunks & ~region.usedChunks) != 0));
  }

  /**
   * Changes the capacity, and the bound of the cache in proportion; returns what is free above it.
   */
  void capacity(long bytes) {
    cacheLimitBytes = (long) (bytes * cacheShare);
    capacityBytes = bytes;
    // A system that has refused huge pages once is asked again: a resize is rare.
    hugePages = wantsHugePages && bytes >= SMALLEST_CAPACITY_FOR_HUGE_PAGES;
    purgeFree(residentBytes - boundBytes());
  }

  boolean withinCapacity() {
    return residentBytes <= boundBytes();
  }

  long capacityBytes() {
    return capacityBytes;
  }

  long cacheLimitBytes() {
    return cacheLimitBytes;
  }

  long residentBytes() {
    return Math.max(0, residentBytes - uncountedBytes);
  }

  /** Lets so much more be resident without being counted; less gives back what is free above. */
  void addUncounted(long bytes) {
    uncountedBytes += bytes;
    purgeFree(residentBytes - boundBytes());
  }

  private long boundBytes() {
    return capacityBytes + uncountedBytes;
  }

  long mappedBytes() {
    return mappedBytes;
  }

  long cachedBytes() {
    return cache.residentBytes();
  }

  /** Unmaps what is free, now and from now on. */
  void close() {
    cacheShare = 0;
    cacheLimitBytes = 0;
    trim(0);
  }
}
