package io.scheelite.formats.parquet.index;

/**
 * The arithmetic of Parquet's split-block bloom filter (Parquet format, "BloomFilter").
 *
 * <pre>
 * filter := block*        as many as the upper half of a hash chooses among
 * block  := word[8]       32 bits each; the lower half of a hash sets or tests one bit in each
 * </pre>
 */
public final class SplitBlock {
  /** Bytes of a block. */
  public static final int BLOCK_BYTES = 32;

  /** Words of a block. */
  public static final int BLOCK_WORDS = 8;

  /** Larger filters cost more than they save. */
  public static final int MAX_FILTER_BYTES = 128 << 20;

  private static final int[] SALT = {
    0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
  };

  private SplitBlock() {}

  /** The block of a filter of so many blocks that a hash belongs to. */
  public static long block(long hash, long numBlocks) {
    return (hash >>> 32) * numBlocks >>> 32;
  }

  /** The bit of a block's word that a hash belongs to, as a mask. */
  public static int mask(long hash, int word) {
    return 1 << ((int) hash * SALT[word] >>> 27);
  }

  /** Bytes, a power of two, of a filter for so many distinct values. */
  public static int filterBytes(long numDistinct, double falsePositives) {
    double bits = -8.0 * numDistinct / Math.log1p(-Math.pow(falsePositives, 1.0 / 8));
    long bytes = (long) Math.min(MAX_FILTER_BYTES, Math.max(BLOCK_BYTES, bits / 8));
    long power = Long.highestOneBit(bytes);
    return (int) (power == bytes ? power : Math.min(MAX_FILTER_BYTES, 2 * power));
  }
}
