package io.scheelite.sql;

/**
 * What a query has cost so far; final once its result was read to the end.
 *
 * @param rows rows read from the result
 * @param peakMemoryBytes most memory the query held
 * @param spilledBytes bytes written to spill files
 * @param planningNanos time from text or data frame to plan
 * @param executionNanos time from the start of the plan until nothing of it ran any more, or until
 *     now
 */
public record QueryMetrics(
    long rows, long peakMemoryBytes, long spilledBytes, long planningNanos, long executionNanos) {}
