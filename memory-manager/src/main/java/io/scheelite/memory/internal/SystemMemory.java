package io.scheelite.memory.internal;

/**
 * Zeroed memory straight from the operating system, in multiples of {@link #SLOT_BYTES} and aligned
 * to it.
 */
public sealed interface SystemMemory permits MappedMemory, ArenaMemory {
  /** Size and alignment of the unit of mapping: a huge page. */
  long SLOT_BYTES = 2L << 20;

  /** The best kind this JVM can use. */
  static SystemMemory best() {
    return MappedMemory.usable() ? new MappedMemory() : new ArenaMemory();
  }

  /**
   * Address of zeroed memory, or 0 when the system refuses. Costs no resident memory until touched,
   * where possible.
   */
  long map(long sizeBytes);

  void unmap(long address, long sizeBytes);

  /**
   * Gives the pages of a range back to the system but keeps the range; false when that is not
   * possible.
   */
  boolean purge(long address, long sizeBytes);

  /** Asks for huge pages in a range; false when the system has none. */
  boolean adviseHuge(long address, long sizeBytes);

  /** Takes that wish back, so that the system does not fill purged holes again. */
  void adviseSmall(long address, long sizeBytes);

  /** Whether a mapping may be unmapped slot by slot. */
  boolean splittable();
}
