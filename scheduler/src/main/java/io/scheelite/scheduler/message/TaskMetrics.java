package io.scheelite.scheduler.message;

/** What an attempt cost. */
public record TaskMetrics(
    long nanos,
    long peakMemoryBytes,
    long spilledBytes,
    long rowsWritten,
    long bytesWritten,
    long bytesFetched,
    int fetchRetries) {
  /** No cost at all. */
  public static final TaskMetrics NONE = new TaskMetrics(0, 0, 0, 0, 0, 0, 0);
}
