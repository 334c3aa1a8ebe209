package io.scheelite.scheduler.master;

import io.scheelite.memory.ErrorCode;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.launch.ClusterException;
import io.scheelite.scheduler.worker.WorkerConfig;
import java.time.Duration;

/**
 * What a cluster is to consist of.
 *
 * @param folder where its processes keep what they share
 * @param executors how many the master keeps running
 * @param executor what each of them gets
 * @param workers how many the master starts on this machine
 * @param worker what each of them may give to executors
 * @param shuffleQuotaBytes of map outputs on a worker for each application; {@code Long.MAX_VALUE}
 *     = unlimited
 * @param heartbeatTimeout who was not heard of for so long is taken for dead
 * @param stopTimeout how long the others may take to end before they are killed
 */
public record MasterConfig(
    ClusterFolder folder,
    int executors,
    Resources executor,
    int workers,
    Resources worker,
    long shuffleQuotaBytes,
    Duration heartbeatTimeout,
    Duration stopTimeout) {
  /** How much longer than others a process may be silent while it starts: machines may be busy. */
  static final Duration START_GRACE = Duration.ofSeconds(50);

  private static final long SMALLEST_OFF_HEAP_BYTES = 64L << 20;

  /**
   * Cores and memory.
   *
   * @param memoryBytes of processes, heaps included
   */
  public record Resources(int cores, long memoryBytes) {}

  /** Refuses what cannot work, in one sentence. */
  public MasterConfig {
    require(executors >= 1, "executors must be at least 1: executors=" + executors);
    require(
        shuffleQuotaBytes >= 1, "shuffle quota must be positive: quotaBytes=" + shuffleQuotaBytes);
    require(workers >= 1, "workers must be at least 1: workers=" + workers);
    require(executor.cores() >= 1, "executor cores must be at least 1: cores=" + executor.cores());
    long smallest = WorkerConfig.EXECUTOR_HEAP_BYTES + SMALLEST_OFF_HEAP_BYTES;
    require(
        executor.memoryBytes() >= smallest,
        "executor memory is too small, heap and off-heap memory need more: executorBytes="
            + executor.memoryBytes()
            + " smallestBytes="
            + smallest);
    require(
        executor.memoryBytes() <= worker.memoryBytes(),
        "executor asks for more memory than any worker has: executorBytes="
            + executor.memoryBytes()
            + " workerBytes="
            + worker.memoryBytes());
    require(
        executor.cores() <= worker.cores(),
        "executor asks for more cores than any worker has: executorCores="
            + executor.cores()
            + " workerCores="
            + worker.cores());
    long room =
        Math.min(
            worker.memoryBytes() / executor.memoryBytes(),
            (long) worker.cores() / executor.cores());
    require(
        executors <= room * workers,
        "workers have no room for so many executors: executors="
            + executors
            + " room="
            + room * workers
            + " workerBytes="
            + worker.memoryBytes()
            + " workerCores="
            + worker.cores());
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new ClusterException(ErrorCode.INVALID_SETTING, message);
    }
  }

  /** Ten seconds without a heartbeat, six to end, no quota. */
  public static MasterConfig of(
      ClusterFolder folder, int executors, Resources executor, int workers, Resources worker) {
    return new MasterConfig(
        folder,
        executors,
        executor,
        workers,
        worker,
        Long.MAX_VALUE,
        Duration.ofSeconds(10),
        Duration.ofSeconds(6));
  }

  /** With a bound for the map outputs of each application on each worker. */
  public MasterConfig withShuffleQuota(long quotaBytes) {
    return new MasterConfig(
        folder, executors, executor, workers, worker, quotaBytes, heartbeatTimeout, stopTimeout);
  }
}
