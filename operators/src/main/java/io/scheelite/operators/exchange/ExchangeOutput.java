package io.scheelite.operators.exchange;

import io.scheelite.memory.MemoryConsumer;

/**
 * Where one attempt of a task writes its output. Opened at most once, by the driver that writes;
 * what is not committed leaves nothing behind.
 */
public interface ExchangeOutput {
  /** Partitions of the output, at least 1. */
  int numPartitions();

  /** The memory, in bytes, that a writer holds from open to close. */
  long writerFloorBytes();

  /**
   * Opens the output.
   *
   * @param memory charged with all buffers; {@link #writerFloorBytes} are reserved in it
   */
  ExchangeWriter open(MemoryConsumer memory);
}
