package io.scheelite.operators.execution;

/**
 * What a query did on the processes of a cluster so far, beside its last stage, which runs in the
 * engine's own process.
 *
 * @param stages stages that ran on executors
 * @param tasks tasks that ended well, each counted once
 * @param failedAttempts attempts of tasks that failed, were lost with their executor or could not
 *     fetch their input
 * @param recomputedTasks tasks that ran again because their output was lost
 * @param lostExecutors executors that went away while the query ran
 * @param fetchRetries fetches that were tried again
 * @param shuffledBytes bytes of map outputs, as stored
 * @param spilledBytes bytes that tasks wrote to spill files
 * @param peakTaskMemoryBytes most memory that one task held
 */
public record ClusterReport(
    int stages,
    int tasks,
    int failedAttempts,
    int recomputedTasks,
    int lostExecutors,
    int fetchRetries,
    long shuffledBytes,
    long spilledBytes,
    long peakTaskMemoryBytes) {
  /** Of a query that ran in one process. */
  public static final ClusterReport NONE = new ClusterReport(0, 0, 0, 0, 0, 0, 0, 0, 0);
}
