package io.scheelite.shuffle;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a committed map output holds, as its index says: all that the scheduler keeps of it, and
 * what readers check the bytes against that they are sent.
 *
 * @param partitionBytes stored bytes per partition, with the headers of blocks; not to be changed
 * @param partitionRows rows per partition; not to be changed
 * @param digest of all rows, whatever their order
 * @param maxBlockBytes content of the largest block, decoded; 0 = there is no block
 */
@SuppressWarnings("ArrayRecordComponent") // thousands of partitions: no boxes
public record MapOutput(
    MapOutputId id, long[] partitionBytes, long[] partitionRows, long digest, int maxBlockBytes) {
  public MapOutput {
    if (partitionBytes.length == 0
        || partitionBytes.length != partitionRows.length
        || maxBlockBytes < 0) {
      throw new IllegalArgumentException(
          "map output does not fit together: numPartitions="
              + partitionBytes.length
              + " numPartitionRows="
              + partitionRows.length
              + " maxBlockBytes="
              + maxBlockBytes);
    }
    sum(partitionBytes);
    sum(partitionRows);
  }

  private static long sum(long[] values) {
    long sum = 0;
    for (long value : values) {
      if (value < 0) {
        throw new IllegalArgumentException("size of a partition is negative: value=" + value);
      }
      sum = Math.addExact(sum, value);
    }
    return sum;
  }

  /** Partitions, with the empty ones. */
  public int numPartitions() {
    return partitionBytes.length;
  }

  /** Stored bytes of all partitions. */
  public long totalBytes() {
    return sum(partitionBytes);
  }

  /** Rows of all partitions. */
  public long totalRows() {
    return sum(partitionRows);
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof MapOutput other
        && id.equals(other.id)
        && digest == other.digest
        && maxBlockBytes == other.maxBlockBytes
        && Arrays.equals(partitionBytes, other.partitionBytes)
        && Arrays.equals(partitionRows, other.partitionRows);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, digest, maxBlockBytes);
  }

  @Override
  public String toString() {
    return id
        + " partitions="
        + numPartitions()
        + " bytes="
        + totalBytes()
        + " rows="
        + totalRows();
  }
}
