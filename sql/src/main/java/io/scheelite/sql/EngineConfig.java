package io.scheelite.sql;

import com.sun.management.OperatingSystemMXBean;
import io.scheelite.columnar.Batch;
import io.scheelite.memory.ErrorCode;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * Settings of an {@link Engine}.
 *
 * @param memoryBytes off-heap memory for everything the engine holds: operators, files' buffers,
 *     results
 * @param threads threads that run queries
 * @param spillDirectory where spill files go while they are needed
 * @param batchSize most rows per batch
 */
public record EngineConfig(long memoryBytes, int threads, Path spillDirectory, int batchSize) {
  /** The least memory with which a query over small tables runs. */
  public static final long SMALLEST_MEMORY_BYTES = 8L << 20;

  private static final long MEBIBYTE = 1L << 20;

  /** Refuses what cannot work. */
  public EngineConfig {
    if (memoryBytes < SMALLEST_MEMORY_BYTES) {
      throw SqlException.of(
          ErrorCode.INVALID_SETTING,
          "memory limit is too small, raise it: memoryBytes="
              + memoryBytes
              + " smallestBytes="
              + SMALLEST_MEMORY_BYTES);
    }
    if (threads < 1) {
      throw SqlException.of(
          ErrorCode.INVALID_SETTING, "threads must be at least 1: threads=" + threads);
    }
    if (batchSize < 1 || batchSize > Batch.MAX_NUM_ROWS) {
      throw SqlException.of(
          ErrorCode.INVALID_SETTING,
          "batch size must be 1 to " + Batch.MAX_NUM_ROWS + ": batchSize=" + batchSize);
    }
  }

  /**
   * Half of the machine's or container's memory less the heap, all processors, the system's
   * temporary folder.
   */
  public static EngineConfig defaults() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long free = system.getTotalMemorySize() - Runtime.getRuntime().maxMemory();
    long half = Math.max(SMALLEST_MEMORY_BYTES, free / 2) / MEBIBYTE * MEBIBYTE;
    return new EngineConfig(
        half,
        Runtime.getRuntime().availableProcessors(),
        Path.of(System.getProperty("java.io.tmpdir"), "scheelite-spill"),
        Batch.DEFAULT_NUM_ROWS);
  }

  EngineConfig withMemoryBytes(long bytes) {
    return new EngineConfig(bytes, threads, spillDirectory, batchSize);
  }

  EngineConfig withThreads(int count) {
    return new EngineConfig(memoryBytes, count, spillDirectory, batchSize);
  }

  EngineConfig withSpillDirectory(Path directory) {
    return new EngineConfig(memoryBytes, threads, directory, batchSize);
  }

  EngineConfig withBatchSize(int rows) {
    return new EngineConfig(memoryBytes, threads, spillDirectory, rows);
  }
}
