package io.scheelite.columnar.codec;

/**
 * xxHash64 of native memory or arrays: finds damage, not malice. Ranges that are not adjacent are
 * chained by passing the hash of the first as seed of the second. Stateless and thread-safe.
 */
public final class BlockChecksum {
  private BlockChecksum() {}

  /** The hash of a range. */
  public static long hash(long address, int sizeBytes, long seed) {
    return Lz4Library.hash(address, sizeBytes, seed);
  }

  /** The hash of a part of an array: the same as if these bytes lay in native memory. */
  public static long hash(byte[] bytes, int offset, int sizeBytes, long seed) {
    return Lz4Library.hash(bytes, offset, sizeBytes, seed);
  }
}
