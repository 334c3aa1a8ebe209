package io.scheelite.memory.internal;

/**
 * One mapping. A small region is one slot of 32 chunks handed out in runs; a large one is handed
 * out whole. Guarded by the allocator's lock.
 *
 * <pre>
 *   address                                       address + mappedBytes
 *   | chunk 0 | chunk 1 | ...            | chunk 31 |   small: 2 MiB
 *   bit i of usedChunks      chunk i is handed out
 *   bit i of residentChunks  chunk i may have pages of the system behind it
 *   bit i of dirtyChunks     chunk i may hold something else than zeros
 * </pre>
 */
final class Region {
  static final int CHUNKS_PER_SLOT = 32;
  static final int CHUNK_BYTES = (int) (SystemMemory.SLOT_BYTES / CHUNKS_PER_SLOT);

  final long address;
  final int slots;
  int usedChunks;
  int residentChunks;
  int dirtyChunks;
  boolean huge;

  /** Large regions only: how many chunks, from the start, may be resident and dirty. */
  int largeResidentChunks;

  /** Round of returning idle memory in which a run of it was last handed out or given back. */
  int lastRound;

  /** Position in the allocator's list of partly used regions, or -1. */
  int partialIndex = -1;

  Region(long address, int slots) {
    this.address = address;
    this.slots = slots;
  }

  boolean large() {
    return slots > 1;
  }

  long mappedBytes() {
    return slots * SystemMemory.SLOT_BYTES;
  }

  long residentBytes() {
    return (large() ? largeResidentChunks : Integer.bitCount(residentChunks)) * (long) CHUNK_BYTES;
  }

  /** First chunk of a run of free chunks, or -1. */
  int findFree(int chunks) {
    // Each step halves the run that is left to prove: bit i survives if chunks i .. i+proven-1 are
    // free.
    int free = ~usedChunks;
    int proven = 1;
    while (proven < chunks && free != 0) {
      int step = Math.min(proven, chunks - proven);
      free &= free >>> step;
      proven += step;
    }
    return free == 0 ? -1 : Integer.numberOfTrailingZeros(free);
  }

  static int mask(int firstChunk, int chunks) {
    int ones = chunks == CHUNKS_PER_SLOT ? -1 : (1 << chunks) - 1;
    return ones << firstChunk;
  }
}
