package io.scheelite.scheduler.worker;

import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.time.Duration;

/**
 * How a worker is to run.
 *
 * @param id unique in the cluster
 * @param folder the cluster's
 * @param master where the master listens
 * @param cores for all its executors together
 * @param memoryBytes for all its executors together, heaps included
 * @param executorHeapBytes Java heap of each executor; the rest of its memory is off-heap
 * @param shuffleQuotaBytes of map outputs for each application; {@code Long.MAX_VALUE} = unlimited
 * @param heartbeat how often it tells the master that it lives
 * @param stopTimeout how long children may take to end before they are killed
 */
public record WorkerConfig(
    String id,
    ClusterFolder folder,
    ServiceAddress master,
    int cores,
    long memoryBytes,
    long executorHeapBytes,
    long shuffleQuotaBytes,
    Duration heartbeat,
    Duration stopTimeout) {
  /** Java heap of an executor. */
  public static final long EXECUTOR_HEAP_BYTES = 256L << 20;

  /** A heartbeat a second, heaps of 256 MiB, no quota, three seconds to end. */
  public static WorkerConfig of(
      String id, ClusterFolder folder, ServiceAddress master, int cores, long memoryBytes) {
    return new WorkerConfig(
        id,
        folder,
        master,
        cores,
        memoryBytes,
        EXECUTOR_HEAP_BYTES,
        Long.MAX_VALUE,
        Duration.ofSeconds(1),
        Duration.ofSeconds(3));
  }

  /** With a bound for the map outputs of each application. */
  public WorkerConfig withShuffleQuota(long quotaBytes) {
    return new WorkerConfig(
        id,
        folder,
        master,
        cores,
        memoryBytes,
        executorHeapBytes,
        quotaBytes,
        heartbeat,
        stopTimeout);
  }
}
