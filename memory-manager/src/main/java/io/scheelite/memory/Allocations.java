package io.scheelite.memory;

import io.scheelite.memory.counters.CounterSink;
import io.scheelite.memory.counters.EngineCounter;
import io.scheelite.memory.internal.RegionAllocator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.agrona.collections.Long2LongHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The runs of chunks that one consumer holds: finds double and foreign frees, frees what is left,
 * and knows who allocated when tracking is on. Guarded by the consumer's monitor.
 */
final class Allocations {
  private final MemoryPool owner;
  private final RegionAllocator allocator;
  private final @Nullable Guards guards;
  private final Long2LongHashMap sizes = new Long2LongHashMap(0);
  // By address; reports about limits read it while the consumer's monitor may be somebody else's.
  private final @Nullable ConcurrentHashMap<Long, Site> sites;
  private long numAllocations;

  Allocations(
      MemoryPool owner, RegionAllocator allocator, @Nullable Guards guards, boolean trackSites) {
    this.owner = owner;
    this.allocator = allocator;
    this.guards = guards;
    this.sites = trackSites ? new ConcurrentHashMap<>() : null;
  }

  /** Who allocated how much. */
  private record Site(String stack, long bytes) {}

  /** Address of so many bytes (whole chunks), or 0 when the system refuses. */
  long allocate(long sizeBytes, boolean zeroed) {
    long address =
        guards == null
            ? allocateDirectly(chunks(sizeBytes), zeroed)
            : guards.allocate(owner.path(), sizeBytes, zeroed);
    if (address != 0) {
      numAllocations++;
      sizes.put(address, sizeBytes);
      if (sites != null) {
        sites.put(address, new Site(CallSite.current(), sizeBytes));
      }
    }
    return address;
  }

  /**
   * Counts the runs that were handed out since the last call: once per grant, so that allocation
   * itself pays a plain addition alone.
   */
  void countInto(CounterSink counters) {
    if (numAllocations > 0) {
      counters.add(EngineCounter.ALLOCATIONS, numAllocations);
      numAllocations = 0;
    }
  }

  private long allocateDirectly(int chunks, boolean zeroed) {
    return zeroed ? allocator.allocateZeroed(chunks) : allocator.allocate(chunks);
  }

  private static int chunks(long sizeBytes) {
    return Math.toIntExact(sizeBytes / MemoryConsumer.CHUNK_BYTES);
  }

  /**
   * Takes memory back.
   *
   * @return what is wrong with it, to be thrown when the books are right; null = nothing
   */
  @Nullable MemoryCorruptionException free(long address, long sizeBytes) {
    remove(address, sizeBytes);
    if (guards != null) {
      return guards.free(address);
    }
    allocator.free(address, chunks(sizeBytes));
    return null;
  }

  void moveTo(Allocations other, long address, long sizeBytes) {
    remove(address, sizeBytes);
    other.sizes.put(address, sizeBytes);
    if (other.sites != null) {
      other.sites.put(address, new Site(CallSite.current(), sizeBytes));
    }
    if (guards != null) {
      guards.moved(address, other.owner.path());
    }
  }

  private void remove(long address, long sizeBytes) {
    long held = sizes.remove(address);
    if (held != sizeBytes) {
      if (held != 0) {
        sizes.put(address, held);
      }
      throw notHeld(address, sizeBytes, held);
    }
    if (sites != null) {
      sites.remove(address);
    }
  }

  private RuntimeException notHeld(long address, long sizeBytes, long held) {
    return guards != null
        ? guards.notHeld(owner.path(), address, sizeBytes)
        : new IllegalStateException(
            "memory is not held with this address and size (double or foreign free?): address="
                + address
                + " sizeBytes="
                + sizeBytes
                + " heldBytes="
                + held);
  }

  void freeAll() {
    sizes.forEachLong(
        (address, size) -> {
          if (guards != null) {
            guards.free(address); // what is wrong is listed at the manager
          } else {
            allocator.free(address, chunks(size));
          }
        });
    sizes.clear();
    if (sites != null) {
      sites.clear();
    }
  }

  /** Stack traces of the allocations still held; empty when tracking is off. */
  List<String> sites() {
    return sites == null ? List.of() : sites.values().stream().map(Site::stack).toList();
  }

  /**
   * Bytes still held by the stack trace that allocated them, most first; empty when tracking is
   * off. Needs no monitor.
   */
  List<Map.Entry<String, Long>> bytesBySite() {
    if (sites == null) {
      return List.of();
    }
    Map<String, Long> sums = new HashMap<>();
    sites.values().forEach(site -> sums.merge(site.stack, site.bytes, Long::sum));
    return sums.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .toList();
  }
}
