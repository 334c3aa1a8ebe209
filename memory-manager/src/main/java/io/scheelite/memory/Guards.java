package io.scheelite.memory;

import io.scheelite.memory.MemoryCorruptionException.Kind;
import io.scheelite.memory.internal.RegionAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds broken rules of native memory, for tests: allocations stand between two guard chunks, hold
 * a pattern before their first use, and wait poisoned in quarantine after they were freed.
 *
 * <pre>
 *   base            address                address + size
 *   | guard: fence  | fresh, then used, then poison | guard: fence |
 *      64 KiB                                            64 KiB
 * </pre>
 *
 * <p>A pattern that is not intact any more is found when memory is freed, when it leaves
 * quarantine, and by {@link #check}. What guards and quarantine take is neither booked nor counted
 * as resident. One of each manager; thread-safe.
 */
final class Guards implements AutoCloseable {
  static final byte FENCE = (byte) 0xFD;
  static final byte FRESH = (byte) 0xCD;
  // As a length negative, as an address not canonical: a reader after free fails soon.
  static final byte POISON = (byte) 0xDD;

  private static final int CHUNK = MemoryConsumer.CHUNK_BYTES;
  private static final int GUARD_CHUNKS = 1;
  private static final long GUARD_BYTES = (long) GUARD_CHUNKS * CHUNK;

  private record Held(String owner, long address, long sizeBytes, String site) {
    long base() {
      return address - GUARD_BYTES;
    }

    int chunks() {
      return Math.toIntExact(sizeBytes / CHUNK) + 2 * GUARD_CHUNKS;
    }

    long end() {
      return address + sizeBytes;
    }

    Held ownedBy(String other) {
      return new Held(other, address, sizeBytes, site);
    }

    MemoryCorruptionException broken(Kind kind, String details) {
      return new MemoryCorruptionException(
          kind, owner, address, " sizeBytes=" + sizeBytes + details, site);
    }
  }

  private record Freed(Held held, String site) {}

  private final RegionAllocator allocator;
  private final long quarantineLimitBytes;
  private final Consumer<MemoryCorruptionException> report;
  private final TreeMap<Long, Held> live = new TreeMap<>();
  private final ArrayDeque<Freed> quarantine = new ArrayDeque<>(); // oldest first
  private long quarantineBytes;

  /** Keeps freed memory in quarantine up to a bound, and tells of everything that it finds. */
  Guards(
      RegionAllocator allocator,
      long quarantineLimitBytes,
      Consumer<MemoryCorruptionException> report) {
    this.allocator = allocator;
    this.quarantineLimitBytes = quarantineLimitBytes;
    this.report = report;
  }

  /** Address of an allocation between guards, or 0 when the system refuses. */
  synchronized long allocate(String owner, long sizeBytes, boolean zeroed) {
    int chunks = Math.toIntExact(sizeBytes / CHUNK) + 2 * GUARD_CHUNKS;
    allocator.addUncounted(2 * GUARD_BYTES);
    long base = allocator.allocate(chunks);
    if (base == 0 && leaveQuarantine(0)) {
      base = allocator.allocate(chunks);
    }
    if (base == 0) {
      allocator.addUncounted(-2 * GUARD_BYTES);
      return 0;
    }
    Held held = new Held(owner, base + GUARD_BYTES, sizeBytes, CallSite.current());
    NativeMemory.fill(base, GUARD_BYTES, FENCE);
    NativeMemory.fill(held.address, sizeBytes, zeroed ? 0 : FRESH);
    NativeMemory.fill(held.end(), GUARD_BYTES, FENCE);
    live.put(held.address, held);
    return held.address;
  }

  /** Takes an allocation back; returns what is wrong with it, or null. */
  synchronized @Nullable MemoryCorruptionException free(long address) {
    Held held = live.remove(address);
    if (held == null) {
      throw new AssertionError("the consumer's and the manager's books differ: address=" + address);
    }
    MemoryCorruptionException broken = fencesOf(held);
    NativeMemory.fill(held.base(), GUARD_BYTES, FENCE);
    NativeMemory.fill(address, held.sizeBytes, POISON);
    NativeMemory.fill(held.end(), GUARD_BYTES, FENCE);
    quarantine.addLast(new Freed(held, CallSite.current()));
    quarantineBytes += held.sizeBytes;
    allocator.addUncounted(held.sizeBytes);
    leaveQuarantine(quarantineLimitBytes);
    if (broken != null) {
      report.accept(broken);
    }
    return broken;
  }

  /** Frees from quarantine, oldest first, until so many bytes stay; returns whether any were. */
  private boolean leaveQuarantine(long keepBytes) {
    boolean any = false;
    while (quarantineBytes > keepBytes) {
      Freed freed = quarantine.removeFirst();
      Held held = freed.held;
      MemoryCorruptionException broken = poisonOf(freed);
      if (broken != null) {
        report.accept(broken);
      }
      quarantineBytes -= held.sizeBytes;
      allocator.free(held.base(), held.chunks());
      allocator.addUncounted(-held.sizeBytes - 2 * GUARD_BYTES);
      any = true;
    }
    return any;
  }

  private static @Nullable MemoryCorruptionException fencesOf(Held held) {
    long after = firstOther(held.end(), GUARD_BYTES, FENCE);
    if (after >= 0) {
      return held.broken(Kind.OVERRUN, " bytesBehind=" + after);
    }
    long before = firstOther(held.base(), GUARD_BYTES, FENCE);
    return before < 0 ? null : held.broken(Kind.UNDERRUN, " bytesBefore=" + (GUARD_BYTES - before));
  }

  private static @Nullable MemoryCorruptionException poisonOf(Freed freed) {
    Held held = freed.held;
    long at = firstOther(held.address, held.sizeBytes, POISON);
    return at < 0
        ? fencesOf(held)
        : held.broken(Kind.USE_AFTER_FREE, " offset=" + at + "\n  freed" + freed.site);
  }

  /** Index of the first byte that is not the given one, or -1. */
  private static long firstOther(long address, long sizeBytes, byte wanted) {
    if (NativeMemory.getByte(address) != wanted) {
      return 0;
    }
    // A range whose bytes equal their successors holds one value.
    long at = NativeMemory.mismatch(address, address + 1, sizeBytes - 1);
    return at < 0 ? -1 : at + 1;
  }

  /** Says what is wrong with freeing memory that the consumer does not hold with that size. */
  synchronized MemoryCorruptionException notHeld(String owner, long address, long sizeBytes) {
    MemoryCorruptionException broken = describe(owner, address, sizeBytes);
    report.accept(broken);
    return broken;
  }

  private MemoryCorruptionException describe(String owner, long address, long sizeBytes) {
    String details = " freedBy=" + owner + " freedBytes=" + sizeBytes;
    Map.Entry<Long, Held> below = live.floorEntry(address);
    if (below != null && address < below.getValue().end()) {
      Held held = below.getValue();
      boolean wrongSize = held.address == address && held.owner.equals(owner);
      String offset = held.address == address ? "" : " offset=" + (address - held.address);
      return held.broken(wrongSize ? Kind.WRONG_SIZE : Kind.FOREIGN_FREE, details + offset);
    }
    for (Freed freed : quarantine) {
      if (freed.held.address == address) {
        return freed.held.broken(Kind.DOUBLE_FREE, details + "\n  freed before" + freed.site);
      }
    }
    return new MemoryCorruptionException(Kind.FOREIGN_FREE, "", address, details, "");
  }

  /** Notes that memory was handed over. */
  synchronized void moved(long address, String newOwner) {
    live.computeIfPresent(address, (_, held) -> held.ownedBy(newOwner));
  }

  /** Looks at all patterns now; each broken one is returned as often as this is called. */
  synchronized List<MemoryCorruptionException> check() {
    List<MemoryCorruptionException> found = new ArrayList<>();
    for (Held held : live.values()) {
      addIfBroken(found, fencesOf(held));
    }
    for (Freed freed : quarantine) {
      addIfBroken(found, poisonOf(freed));
    }
    return found;
  }

  private static void addIfBroken(
      List<MemoryCorruptionException> found, @Nullable MemoryCorruptionException broken) {
    if (broken != null) {
      found.add(broken);
    }
  }

  /** Checks and frees what is in quarantine. */
  @Override
  public synchronized void close() {
    leaveQuarantine(0);
  }
}
