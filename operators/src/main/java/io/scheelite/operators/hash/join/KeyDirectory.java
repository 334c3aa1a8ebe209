package io.scheelite.operators.hash.join;

import io.scheelite.memory.MemoryConsumer;

/**
 * Leads from keys to build rows. Filled once, partition by partition (each by one thread), then
 * read by any number of threads.
 *
 * <p>What it leads to is the first row of a chain; the others follow through the address that each
 * row holds at {@link JoinLayout#nextOffset()}, 0 at the end. All rows of a chain have the same
 * hash, but perhaps different keys where the hash is not {@linkplain JoinLayout#exactHash exact}.
 *
 * <p>Its memory comes from a consumer, which must be named again to free it.
 */
sealed interface KeyDirectory permits DirectDirectory, HashDirectory {
  /** Adds rows that lie back to back; whether any of them joined a chain that was there. */
  boolean insert(int partition, long firstRow, int numRows);

  /** Writes the first row of each key's chain, or 0, for all keys of a batch. */
  void find(ProbeKeys keys, long heads);

  /**
   * Frees what belongs to one partition alone, whose keys are not looked for from now on; returns
   * the bytes freed.
   */
  long freePartition(int partition, MemoryConsumer memory);

  /** Frees everything that is left. No key is looked for any more. */
  void free(MemoryConsumer memory);

  /** For EXPLAIN ANALYZE. */
  String description();
}
