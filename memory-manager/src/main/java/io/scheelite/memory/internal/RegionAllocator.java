package io.scheelite.memory.internal;

import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Hands out runs of 64 KiB chunks from mapped regions and keeps what is resident within the
 * capacity.
 *
 * <p>Runs of at most 2 MiB come from small regions (partly used ones first); longer runs have a
 * region of their own. Free regions stay mapped for reuse up to a bound. The bound on resident
 * memory: chunks that may be resident never exceed the capacity, as long as the caller's ledger
 * keeps what is handed out within it. When a new run would break that, cached regions are unmapped
 * and free chunks inside partly used regions are purged first. (Without {@code mmap} purging is not
 * possible; then free chunks of partly used regions stay resident.) Thread-safe: one lock, held for
 * bookkeeping and calls of the system only.
 */
public final class RegionAllocator implements AutoCloseable {
  public static final int CHUNK_BYTES = Region.CHUNK_BYTES;

  // A huge page makes a whole slot resident at the first touch: not worth it where a slot is a big
  // part of everything.
  private static final long SMALLEST_CAPACITY_FOR_HUGE_PAGES = 32L << 20;
  private static final long PIECE_BYTES = 1L << 20;

  private final SystemMemory system;
  private final long capacityBytes;
  private final Long2ObjectHashMap<Region> regions =
      new Long2ObjectHashMap<>(); // by number of the first slot
  private final List<Region> partial = new ArrayList<>();
  private final RegionCache cache;
  private long cacheLimitBytes;
  private boolean hugePages;
  private long mappedBytes;
  private long residentBytes;
  private int takenDirtyChunks;

  public RegionAllocator(
      SystemMemory system, long capacityBytes, long cacheLimitBytes, boolean hugePages) {
    this.system = system;
    this.capacityBytes = capacityBytes;
    this.cacheLimitBytes = cacheLimitBytes;
    this.hugePages = hugePages && capacityBytes >= SMALLEST_CAPACITY_FOR_HUGE_PAGES;
    this.cache = new RegionCache(system.splittable());
  }

  /**
   * Address of a run of chunks with undefined content, or 0 when the system refuses more memory.
   */
  public synchronized long allocate(int chunks) {
    return chunks > Region.CHUNKS_PER_SLOT ? allocateLarge(chunks) : allocateSmall(chunks);
  }

  /** As {@link #allocate}, but all zero; what is fresh from the system is not zeroed again. */
  public long allocateZeroed(int chunks) {
    long address;
    int dirty;
    synchronized (this) {
      address = allocate(chunks);
      dirty = takenDirtyChunks;
    }
    if (address != 0 && chunks > Region.CHUNKS_PER_SLOT) {
      zero(address, (long) dirty * CHUNK_BYTES);
    } else if (address != 0) {
      for (int rest = dirty; rest != 0; rest &= rest - 1) {
        zero(address + (long) Integer.numberOfTrailingZeros(rest) * CHUNK_BYTES, CHUNK_BYTES);
      }
    }
    return address;
  }

  private static void zero(long address, long sizeBytes) {
    for (long done = 0; done < sizeBytes; done += PIECE_BYTES) {
      SegmentAccess.fill(address + done, Math.min(PIECE_BYTES, sizeBytes - done), (byte) 0);
    }
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
    if (residentBytes + SystemMemory.SLOT_BYTES > capacityBytes) {
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
    if (address == 0 && giveBackOldest()) {
      return map(slots); // the system is short: what is cached goes back before giving up
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
    long needed = residentBytes + (long) Math.max(0, chunks) * CHUNK_BYTES - capacityBytes;
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
  public synchronized void free(long address, int chunks) {
    Region region = regions.get(address / SystemMemory.SLOT_BYTES);
    if (region == null) {
      throw new IllegalStateException(
          "free of memory that was not allocated here: address=" + address);
    }
    if (!region.large()) {
      int mask = Region.mask((int) (address - region.address) / CHUNK_BYTES, chunks);
      if ((region.usedChunks & mask) != mask) {
        throw new IllegalStateException("double free: address=" + address + " chunks=" + chunks);
      }
      region.usedChunks &= ~mask;
      listAsPartial(region, region.usedChunks != 0);
      if (region.usedChunks != 0) {
        return;
      }
    }
    if (cache.residentBytes() + region.residentBytes() <= cacheLimitBytes) {
      cache.put(region);
    } else {
      unmap(region);
    }
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
      int firstChunk = slot * Region.CHUNKS_PER_SLOT;
      int resident =
          Math.clamp(region.largeResidentChunks - firstChunk, 0, slots * Region.CHUNKS_PER_SLOT);
      if (piece.large()) {
        piece.largeResidentChunks = resident;
      } else {
        piece.residentChunks = resident == 0 ? 0 : Region.mask(0, resident);
        piece.dirtyChunks = piece.residentChunks;
        piece.huge = hugePages && resident == Region.CHUNKS_PER_SLOT;
      }
      pieces.add(register(piece));
      slot += slots;
    }
    return pieces;
  }

  /** Gives cached regions back to the system until at most so many bytes stay cached. */
  public synchronized void trim(long keepBytes) {
    boolean more = true;
    while (more && cache.residentBytes() > keepBytes) {
      more = giveBackOldest();
    }
  }

  /** Upper bound of the resident bytes of all regions. */
  public synchronized long residentBytes() {
    return residentBytes;
  }

  public synchronized long mappedBytes() {
    return mappedBytes;
  }

  public synchronized long cachedBytes() {
    return cache.residentBytes();
  }

  /**
   * Gives back all cached regions; runs still handed out stay valid and go back when they are
   * freed.
   */
  @Override
  public synchronized void close() {
    cacheLimitBytes = 0;
    trim(0);
  }
}
