package io.scheelite.operators.distributed;

/**
 * What decides how a plan is distributed. Immutable.
 *
 * @param numPartitions partitions of every exchange that divides rows, at least 1
 * @param broadcastBytes the build side of a join is sent to every task when it is estimated to be
 *     no larger, and cheaper to send so than to divide both sides; and up to {@link
 *     #largeBroadcastBytes} where that is cheaper by far
 * @param rangeSortRows a sort of at least so many estimated rows is divided by ranges; a smaller
 *     one runs in one task
 */
public record DistributionOptions(int numPartitions, long broadcastBytes, double rangeSortRows) {
  private static final long BROADCAST_BYTES = 32L << 20;
  private static final double RANGE_SORT_ROWS = 1 << 20;
  private static final int LARGE_FACTOR = 4;

  /** Checks the numbers. */
  public DistributionOptions {
    if (numPartitions < 1 || broadcastBytes < 0 || !(rangeSortRows >= 0)) {
      throw new IllegalArgumentException(
          "distribution options out of range: numPartitions="
              + numPartitions
              + " broadcastBytes="
              + broadcastBytes
              + " rangeSortRows="
              + rangeSortRows);
    }
  }

  /** The usual thresholds. */
  public static DistributionOptions of(int numPartitions) {
    return new DistributionOptions(numPartitions, BROADCAST_BYTES, RANGE_SORT_ROWS);
  }

  /** What every task may be sent if it spares much: four times {@link #broadcastBytes}. */
  double largeBroadcastBytes() {
    return (double) LARGE_FACTOR * broadcastBytes;
  }

  /** With another limit for broadcast build sides. */
  public DistributionOptions withBroadcastBytes(long bytes) {
    return new DistributionOptions(numPartitions, bytes, rangeSortRows);
  }

  /** With another limit for sorts in one task. */
  public DistributionOptions withRangeSortRows(double rows) {
    return new DistributionOptions(numPartitions, broadcastBytes, rows);
  }
}
