package io.scheelite.spill.block;

import io.scheelite.memory.MemoryMode;

/**
 * Where the blocks of a dataset may be.
 *
 * @param useMemory whether blocks are kept in storage memory
 * @param useDisk whether blocks for which memory is short go to disk; else they are dropped, and
 *     computed again when they are needed
 * @param mode which memory: off-heap blocks are read where they lie, on-heap ones are copied out
 * @param compressed whether blocks in memory are compressed: smaller, but decompressed by each read
 */
public record StorageLevel(
    boolean useMemory, boolean useDisk, MemoryMode mode, boolean compressed) {
  /** In memory; what does not fit is computed again. */
  public static final StorageLevel MEMORY_ONLY =
      new StorageLevel(true, false, MemoryMode.OFF_HEAP, false);

  /** As {@link #MEMORY_ONLY}, compressed. */
  public static final StorageLevel MEMORY_ONLY_SER = MEMORY_ONLY.inCompressedForm();

  /** In memory; what does not fit goes to disk. */
  public static final StorageLevel MEMORY_AND_DISK =
      new StorageLevel(true, true, MemoryMode.OFF_HEAP, false);

  /** As {@link #MEMORY_AND_DISK}, compressed in memory too. */
  public static final StorageLevel MEMORY_AND_DISK_SER = MEMORY_AND_DISK.inCompressedForm();

  /** On disk. */
  public static final StorageLevel DISK_ONLY =
      new StorageLevel(false, true, MemoryMode.OFF_HEAP, false);

  /** Refuses a level that keeps nothing. */
  public StorageLevel {
    if (!useMemory && !useDisk) {
      throw new IllegalArgumentException("a storage level needs memory, disk or both");
    }
  }

  /** The same level with blocks in arrays on the Java heap, out of the on-heap storage memory. */
  public StorageLevel onHeap() {
    return new StorageLevel(useMemory, useDisk, MemoryMode.ON_HEAP, compressed);
  }

  /** Whether pieces are cut into cells of one size: compressed, or in arrays. */
  boolean cutsPieces() {
    return useMemory && (compressed || mode == MemoryMode.ON_HEAP);
  }

  private StorageLevel inCompressedForm() {
    return new StorageLevel(useMemory, useDisk, mode, true);
  }

  /** The name users know, such as {@code MEMORY_AND_DISK_SER}. */
  public String displayName() {
    String place = !useMemory ? "DISK_ONLY" : useDisk ? "MEMORY_AND_DISK" : "MEMORY_ONLY";
    return place
        + (compressed ? "_SER" : "")
        + (useMemory && mode == MemoryMode.ON_HEAP ? "_ON_HEAP" : "");
  }
}
