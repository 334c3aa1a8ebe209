package io.scheelite.shuffle.client;

import io.scheelite.memory.MemoryConsumer;

/**
 * What one task reads of map outputs. Its readers share the work: each block is delivered once.
 * Thread-safe.
 */
public interface ShuffleFetch extends AutoCloseable {
  /**
   * Opens a reader, for one driver.
   *
   * @param memory charged with all buffers; {@link #readerFloorBytes} are reserved in it
   */
  ShuffleReader open(MemoryConsumer memory);

  /** The memory, in bytes, that a reader holds from open to close. */
  long readerFloorBytes();

  /** How many readers are useful, at least 1; one alone where order matters. */
  int maxReaders();

  /** What happened so far. */
  Progress progress();

  /** Cancels what is under way: readers fail from here on. Idempotent. */
  @Override
  void close();

  /**
   * Counters of a fetch.
   *
   * @param fetchedBytes stored bytes that were delivered to readers
   * @param blocks blocks that were delivered to readers
   * @param requests requests sent, retries included
   * @param retries requests that were sent again, for whatever reason
   * @param corruptBlocks blocks whose checksum did not match when they arrived
   */
  record Progress(
      long fetchedBytes, long blocks, long requests, long retries, long corruptBlocks) {}
}
