package io.scheelite.sql;

import io.scheelite.columnar.Batch;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MachineMemory;
import io.scheelite.memory.MemoryConfig;
import io.scheelite.memory.MemoryLimit;
import java.nio.file.Path;

/**
 * Settings of an {@link Engine}.
 *
 * @param memory memory for everything the engine holds: operators, files' buffers, results;
 *     off-heap, unless it is a total for the whole process
 * @param queryMemoryBytes most of it that one query may hold; {@link Long#MAX_VALUE} for all
 * @param heapBytes size of the Java heap on which rows may be cached, in a part of it; 0 = off
 * @param threads threads that run queries
 * @param spillDirectory where spill files go while they are needed
 * @param batchSize most rows per batch
 */
public record EngineConfig(
    MemoryLimit memory,
    long queryMemoryBytes,
    long heapBytes,
    int threads,
    Path spillDirectory,
    int batchSize) {
  /** The least memory with which a query over small tables runs. */
  public static final long SMALLEST_MEMORY_BYTES = 8L << 20;

  private static final long SMALLEST_HEAP_BYTES = MemoryConfig.RESERVED_HEAP_BYTES * 3 / 2;
  private static final long MEBIBYTE = 1L << 20;

  /** Refuses what cannot work. */
  public EngineConfig {
    if (memory instanceof MemoryLimit.Bytes limit) {
      requireUsable(limit.bytes());
    }
    requireUsable(queryMemoryBytes);
    if (heapBytes != 0 && heapBytes < SMALLEST_HEAP_BYTES) {
      throw SqlException.of(
          ErrorCode.INVALID_SETTING,
          "heap is too small to cache rows on it, raise -Xmx: heapBytes="
              + heapBytes
              + " smallestBytes="
              + SMALLEST_HEAP_BYTES);
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

  /** Refuses a limit with which no query runs. */
  static void requireUsable(long memoryBytes) {
    requireUsable(memoryBytes, 0);
  }

  /** As {@link #requireUsable(long)}, where connections take some of it. */
  static void requireUsable(long memoryBytes, long connectionBytes) {
    if (memoryBytes < SMALLEST_MEMORY_BYTES + connectionBytes) {
      throw SqlException.of(
          ErrorCode.INVALID_SETTING,
          "memory limit is too small, raise it: memoryBytes="
              + memoryBytes
              + " smallestBytes="
              + (SMALLEST_MEMORY_BYTES + connectionBytes));
    }
  }

  /**
   * Half of the machine's or container's memory less the heap, all processors, the system's
   * temporary folder.
   */
  public static EngineConfig defaults() {
    long free = MachineMemory.ofSystem().totalBytes() - Runtime.getRuntime().maxMemory();
    long half = Math.max(SMALLEST_MEMORY_BYTES, free / 2) / MEBIBYTE * MEBIBYTE;
    return new EngineConfig(
        new MemoryLimit.Bytes(half),
        Long.MAX_VALUE,
        0,
        Runtime.getRuntime().availableProcessors(),
        Path.of(System.getProperty("java.io.tmpdir"), "scheelite-spill"),
        Batch.DEFAULT_NUM_ROWS);
  }

  EngineConfig withMemory(MemoryLimit limit) {
    return new EngineConfig(limit, queryMemoryBytes, heapBytes, threads, spillDirectory, batchSize);
  }

  EngineConfig withQueryMemoryBytes(long bytes) {
    return new EngineConfig(memory, bytes, heapBytes, threads, spillDirectory, batchSize);
  }

  EngineConfig withHeapBytes(long bytes) {
    return new EngineConfig(memory, queryMemoryBytes, bytes, threads, spillDirectory, batchSize);
  }

  EngineConfig withThreads(int count) {
    return new EngineConfig(memory, queryMemoryBytes, heapBytes, count, spillDirectory, batchSize);
  }

  EngineConfig withSpillDirectory(Path directory) {
    return new EngineConfig(memory, queryMemoryBytes, heapBytes, threads, directory, batchSize);
  }

  EngineConfig withBatchSize(int rows) {
    return new EngineConfig(memory, queryMemoryBytes, heapBytes, threads, spillDirectory, rows);
  }
}
