package io.scheelite.scheduler.local;

import com.sun.management.OperatingSystemMXBean;
import io.scheelite.memory.ByteSize;
import io.scheelite.memory.ErrorCode;
import io.scheelite.scheduler.launch.ClusterException;
import java.lang.management.ManagementFactory;

/**
 * Size of a cluster on one machine.
 *
 * @param executors how many
 * @param executorMemoryBytes memory of each: its heap and what queries take
 * @param executorCores tasks of an executor run on that many threads
 * @param workers processes that launch executors, each with a shuffle service of its own
 * @param shuffleQuotaBytes what the map outputs of one application may take on a worker; {@code
 *     Long.MAX_VALUE} = unlimited
 */
public record LocalClusterConfig(
    int executors,
    long executorMemoryBytes,
    int executorCores,
    int workers,
    long shuffleQuotaBytes) {
  /** Heap of an executor, 256 MiB, and what it needs to run small queries. */
  public static final long SMALLEST_EXECUTOR_BYTES = 320L << 20;

  /** Refuses what cannot work on this machine. */
  public LocalClusterConfig {
    require(executors >= 1, "executors must be at least 1", "executors=" + executors);
    require(executorCores >= 1, "cores must be at least 1", "executorCores=" + executorCores);
    require(
        workers >= 1 && workers <= executors,
        "workers must be at least 1 and at most as many as executors",
        "workers=" + workers + " executors=" + executors);
    require(
        executorMemoryBytes >= SMALLEST_EXECUTOR_BYTES,
        "an executor's memory is too small, its heap alone takes 256m",
        "executorMemory="
            + ByteSize.format(executorMemoryBytes)
            + " smallest="
            + ByteSize.format(SMALLEST_EXECUTOR_BYTES));
    require(
        shuffleQuotaBytes >= 1,
        "the shuffle quota must be positive",
        "shuffleQuotaBytes=" + shuffleQuotaBytes);
    long machine = machineBytes();
    require(
        executorMemoryBytes <= machine / executors,
        "executors ask for more memory than the machine has",
        "executors="
            + executors
            + " executorMemory="
            + ByteSize.format(executorMemoryBytes)
            + " machine="
            + ByteSize.format(machine));
  }

  /** Without quota. */
  public LocalClusterConfig(
      int executors, long executorMemoryBytes, int executorCores, int workers) {
    this(executors, executorMemoryBytes, executorCores, workers, Long.MAX_VALUE);
  }

  /** With a bound for the map outputs of each application on each worker. */
  public LocalClusterConfig withShuffleQuota(long quotaBytes) {
    return new LocalClusterConfig(
        executors, executorMemoryBytes, executorCores, workers, quotaBytes);
  }

  /** Two executors of one gibibyte, each with its share of the processors. */
  public static LocalClusterConfig defaults() {
    return new LocalClusterConfig(2, 1L << 30, coresFor(2), 1);
  }

  /** An executor's share of the processors, at least one. */
  public static int coresFor(int executors) {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / Math.max(1, executors));
  }

  private static long machineBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  private static void require(boolean holds, String what, String values) {
    if (!holds) {
      throw new ClusterException(ErrorCode.INVALID_SETTING, what + ": " + values);
    }
  }
}
