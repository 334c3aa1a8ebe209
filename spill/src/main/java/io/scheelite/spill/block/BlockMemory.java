package io.scheelite.spill.block;

/**
 * The bytes of a block in storage memory, cell after cell, booked before they are taken. Written by
 * one thread, then only read, by any number of them, until {@link #release}.
 */
sealed interface BlockMemory permits NativeBlockMemory, HeapBlockMemory {
  /** Copies a cell to the end; false, with nothing changed, if storage memory is short. */
  boolean append(long source, int sizeBytes);

  /** Copies a cell out. */
  void copyTo(int cell, long target, int sizeBytes);

  /** Where a cell lies, or 0 where that is not native memory. */
  long address(int cell);

  /** Bytes booked. */
  long heldBytes();

  /** Frees all of it, then gives the booking back. Not under a lock: it wakes who waits. */
  void release();
}
