package io.scheelite.operators.runtime;

/**
 * How operators are to size themselves: known when pipelines are built, before any memory is there.
 *
 * @param batchSize most rows per batch
 * @param maxDrivers most drivers per pipeline
 * @param memoryLimitBytes all memory that the query may use, floors included
 */
public record ExecutionSettings(int batchSize, int maxDrivers, long memoryLimitBytes) {}
