package io.scheelite.sql;

import io.scheelite.operators.execution.ClusterReport;

/**
 * What a query has cost so far; final once its result was read to the end.
 *
 * @param rows rows read from the result
 * @param peakMemoryBytes most memory the query held in one process
 * @param spilledBytes bytes written to spill files, in all processes
 * @param planningNanos time from text or data frame to plan
 * @param executionNanos time from the start of the plan until nothing of it ran any more, or until
 *     now
 * @param cluster what ran on a cluster; {@link ClusterReport#NONE} in one process
 */
public record QueryMetrics(
    long rows,
    long peakMemoryBytes,
    long spilledBytes,
    long planningNanos,
    long executionNanos,
    ClusterReport cluster) {
  /** Bytes that went from task to task through the shuffle; 0 in one process. */
  public long shuffledBytes() {
    return cluster.shuffledBytes();
  }
}
