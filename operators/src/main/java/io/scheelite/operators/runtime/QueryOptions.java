package io.scheelite.operators.runtime;

import io.scheelite.columnar.Batch;

/**
 * How one query is to run.
 *
 * @param name for messages and the pool tree
 * @param batchSize most rows per batch
 * @param memoryLimitBytes the query's own limit, besides the engine's
 * @param reclaimAlways whether every operator is made to give back what it can at every batch
 *     border: slow, for tests of operators
 */
public record QueryOptions(
    String name, int batchSize, long memoryLimitBytes, boolean reclaimAlways) {
  /** Refuses sizes that make no sense. */
  public QueryOptions {
    if (batchSize < 1 || batchSize > Batch.MAX_NUM_ROWS) {
      throw new IllegalArgumentException(
          "batch size must be between 1 and " + Batch.MAX_NUM_ROWS + ": batchSize=" + batchSize);
    }
  }

  /** Batches of the default size, no limits but the engine's. */
  public static QueryOptions defaults(String name) {
    return new QueryOptions(name, Batch.DEFAULT_NUM_ROWS, Long.MAX_VALUE, false);
  }

  public QueryOptions withBatchSize(int rows) {
    return new QueryOptions(name, rows, memoryLimitBytes, reclaimAlways);
  }

  public QueryOptions withMemoryLimitBytes(long bytes) {
    return new QueryOptions(name, batchSize, bytes, reclaimAlways);
  }

  public QueryOptions withReclaimAlways(boolean wanted) {
    return new QueryOptions(name, batchSize, memoryLimitBytes, wanted);
  }
}
