package io.scheelite.shuffle.protocol;

import io.scheelite.shuffle.MapOutputId;

/**
 * A piece of adjacent partitions of a map output, as stored.
 *
 * @param output which output
 * @param firstPartition where {@code offset} counts from
 * @param numPartitions how many partitions the piece may reach into, at least 1
 * @param offset bytes from the beginning of the first partition
 * @param length bytes wanted, 1 to {@link #MAX_BYTES}
 */
public record FetchRequest(
    MapOutputId output, int firstPartition, int numPartitions, long offset, int length) {
  /** No request is larger. */
  public static final int MAX_BYTES = 1 << 20;

  public FetchRequest {
    if (firstPartition < 0 || numPartitions < 1 || offset < 0 || length < 1 || length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "not a piece of an output: output="
              + output
              + " firstPartition="
              + firstPartition
              + " numPartitions="
              + numPartitions
              + " offset="
              + offset
              + " length="
              + length);
    }
  }
}
