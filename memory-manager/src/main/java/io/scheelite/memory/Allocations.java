package io.scheelite.memory;

import io.scheelite.memory.internal.RegionAllocator;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The runs of chunks that one consumer holds: finds double and foreign frees, frees what is left,
 * and knows who allocated when tracking is on. Guarded by the consumer's monitor.
 */
final class Allocations {
  private static final int SITE_FRAMES = 12;

  private final RegionAllocator allocator;
  private final Long2LongHashMap sizes = new Long2LongHashMap(0);
  private final @Nullable Long2ObjectHashMap<String> sites;

  Allocations(RegionAllocator allocator, boolean trackSites) {
    this.allocator = allocator;
    this.sites = trackSites ? new Long2ObjectHashMap<>() : null;
  }

  /** Address of so many bytes (whole chunks), or 0 when the system refuses. */
  long allocate(long sizeBytes, boolean zeroed) {
    int chunks = Math.toIntExact(sizeBytes / MemoryConsumer.CHUNK_BYTES);
    long address = zeroed ? allocator.allocateZeroed(chunks) : allocator.allocate(chunks);
    if (address != 0) {
      sizes.put(address, sizeBytes);
      if (sites != null) {
        sites.put(address, callSite());
      }
    }
    return address;
  }

  void free(long address, long sizeBytes) {
    remove(address, sizeBytes);
    allocator.free(address, Math.toIntExact(sizeBytes / MemoryConsumer.CHUNK_BYTES));
  }

  void moveTo(Allocations other, long address, long sizeBytes) {
    remove(address, sizeBytes);
    other.sizes.put(address, sizeBytes);
    if (other.sites != null) {
      other.sites.put(address, callSite());
    }
  }

  private void remove(long address, long sizeBytes) {
    long held = sizes.get(address);
    if (held != sizeBytes) {
      throw new IllegalStateException(
          "memory is not held with this address and size (double or foreign free?): address="
              + address
              + " sizeBytes="
              + sizeBytes
              + " heldBytes="
              + held);
    }
    sizes.remove(address);
    if (sites != null) {
      sites.remove(address);
    }
  }

  void freeAll() {
    sizes.forEachLong(
        (address, size) ->
            allocator.free(address, Math.toIntExact(size / MemoryConsumer.CHUNK_BYTES)));
    sizes.clear();
    if (sites != null) {
      sites.clear();
    }
  }

  /** Stack traces of the allocations still held; empty when tracking is off. */
  List<String> sites() {
    return sites == null ? List.of() : new ArrayList<>(sites.values());
  }

  private static String callSite() {
    StringBuilder text = new StringBuilder();
    StackWalker.getInstance()
        .walk(
            frames -> {
              frames
                  .filter(frame -> !frame.getClassName().equals(Allocations.class.getName()))
                  .limit(SITE_FRAMES)
                  .forEach(frame -> text.append("\n    at ").append(frame));
              return null;
            });
    return text.toString();
  }
}
