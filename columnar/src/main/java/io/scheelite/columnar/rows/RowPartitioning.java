package io.scheelite.columnar.rows;

/**
 * Divides rows by bits of their hash: {@code bits} of them, below the topmost {@code skippedBits}
 * that an earlier division has used up.
 *
 * @param bits logarithm of the number of partitions
 * @param skippedBits how many of the top bits are not looked at
 */
public record RowPartitioning(int bits, int skippedBits) {
  /** Everything in one partition. */
  public static final RowPartitioning NONE = new RowPartitioning(0, 0);

  /** Refuses more bits than a hash has, and more partitions than anybody can mean. */
  public RowPartitioning {
    if (bits < 0 || bits > 16 || skippedBits < 0 || bits + skippedBits > Long.SIZE) {
      throw new IllegalArgumentException(
          "partitioning needs bits that a hash has: bits=" + bits + " skippedBits=" + skippedBits);
    }
  }

  /** By the topmost bits. */
  public static RowPartitioning of(int bits) {
    return new RowPartitioning(bits, 0);
  }

  /** How to divide one partition further, by bits not used so far. */
  public RowPartitioning next(int nextBits) {
    return new RowPartitioning(nextBits, skippedBits + bits);
  }

  /** Number of partitions. */
  public int numPartitions() {
    return 1 << bits;
  }

  /** Where a row belongs. */
  public int partitionOf(long hash) {
    return (int) (hash >>> shift()) & mask();
  }

  /** How far to shift a hash to the right. */
  int shift() {
    return Long.SIZE - skippedBits - bits;
  }

  int mask() {
    return numPartitions() - 1;
  }
}
