package io.scheelite.operators.runtime;

import io.scheelite.columnar.Batch;

/**
 * How one query is to run.
 *
 * @param name for messages and the pool tree
 * @param batchSize most rows per batch
 * @param memoryLimitBytes the query's own limit, besides the engine's
 * @param maxDrivers most drivers per pipeline, besides the pool's parallelism
 * @param reclaimAlways whether every operator is made to give back what it can at every batch
 *     border: slow, for tests of operators
 */
public record QueryOptions(
    String name, int batchSize, long memoryLimitBytes, int maxDrivers, boolean reclaimAlways) {
  /** Refuses sizes that make no sense. */
  public QueryOptions {
    if (batchSize < 1 || batchSize > Batch.MAX_NUM_ROWS) {
      throw new IllegalArgumentException(
          "batch size must be between 1 and " + Batch.MAX_NUM_ROWS + ": batchSize=" + batchSize);
    }
    if (maxDrivers < 1) {
      throw new IllegalArgumentException("threads must be at least 1: maxDrivers=" + maxDrivers);
    }
  }

  /** Batches of the default size, no limits but the engine's. */
  public static QueryOptions defaults(String name) {
    return new QueryOptions(name, Batch.DEFAULT_NUM_ROWS, Long.MAX_VALUE, Integer.MAX_VALUE, false);
  }

  public QueryOptions withBatchSize(int rows) {
    return new QueryOptions(name, rows, memoryLimitBytes, maxDrivers, reclaimAlways);
  }

  public QueryOptions withMemoryLimitBytes(long bytes) {
    return new QueryOptions(name, batchSize, bytes, maxDrivers, reclaimAlways);
  }

  public QueryOptions withMaxDrivers(int drivers) {
    return new QueryOptions(name, batchSize, memoryLimitBytes, drivers, reclaimAlways);
  }

  public QueryOptions withReclaimAlways(boolean wanted) {
    return new QueryOptions(name, batchSize, memoryLimitBytes, maxDrivers, wanted);
  }
}
