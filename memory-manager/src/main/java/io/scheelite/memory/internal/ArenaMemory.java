package io.scheelite.memory.internal;

import java.lang.foreign.Arena;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Memory from the JVM, for platforms where the C library cannot be called: resident from the start,
 * never purged, and counted against {@code -XX:MaxDirectMemorySize}.
 */
public final class ArenaMemory implements SystemMemory {
  private final ConcurrentHashMap<Long, Arena> arenas = new ConcurrentHashMap<>();

  @Override
  public long map(long sizeBytes) {
    Arena arena = Arena.ofShared();
    try {
      long address = arena.allocate(sizeBytes, SLOT_BYTES).address();
      arenas.put(address, arena);
      return address;
    } catch (OutOfMemoryError e) {
      arena.close();
      return 0;
    }
  }

  @Override
  public void unmap(long address, long sizeBytes) {
    Arena arena = arenas.remove(address);
    if (arena == null) {
      throw new IllegalStateException("unmap of memory that is not mapped: address=" + address);
    }
    arena.close();
  }

  @Override
  public boolean purge(long address, long sizeBytes) {
    return false;
  }

  @Override
  public boolean adviseHuge(long address, long sizeBytes) {
    return false;
  }

  @Override
  public void adviseSmall(long address, long sizeBytes) {
    // nothing was advised
  }

  @Override
  public boolean splittable() {
    return false;
  }
}
