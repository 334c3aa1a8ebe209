package io.scheelite.operators.execution;

import io.scheelite.operators.runtime.ExecutionProfile;
import io.scheelite.operators.runtime.FloorPlan;

/**
 * What a query needs before anything of it has run, for EXPLAIN.
 *
 * @param batchSize most rows per batch
 * @param floors drivers, concurrency, and the memory reserved before it starts
 * @param smallestLimitBytes the smallest memory limit at which it runs at all
 * @param profile what is planned and reserved for each operator
 */
public record MemoryForecast(
    int batchSize, FloorPlan floors, long smallestLimitBytes, ExecutionProfile profile) {}
