package io.scheelite.operators.exchange;

import io.scheelite.memory.MemoryConsumer;

/**
 * What one task reads of one exchange: all blocks that its writing tasks have put into the
 * partitions of this task. Several readers share the blocks: each block is read once. Thread-safe;
 * closed by the execution that it was handed to, after its readers.
 */
public interface ExchangeInput extends AutoCloseable {
  /**
   * Opens a reader, for one driver.
   *
   * @param memory charged with all buffers; {@link #readerFloorBytes} are reserved in it
   */
  ExchangeReader open(MemoryConsumer memory);

  /** The memory, in bytes, that a reader holds from open to close. */
  long readerFloorBytes();

  /** How many readers are useful, at least 1. */
  int maxReaders();

  /** Stops fetches that are under way. Idempotent. */
  @Override
  void close();
}
