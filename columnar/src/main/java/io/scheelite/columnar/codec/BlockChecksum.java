package io.scheelite.columnar.codec;

/**
 * xxHash64 of native memory: finds damage, not malice. Ranges that are not adjacent are chained by
 * passing the hash of the first as seed of the second. Stateless and thread-safe.
 */
public final class BlockChecksum {
  private BlockChecksum() {}

  /** The hash of a range. */
  public static long hash(long address, int sizeBytes, long seed) {
    return Lz4Library.hash(address, sizeBytes, seed);
  }
}
