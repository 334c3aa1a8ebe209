package io.scheelite.operators.source;

import io.scheelite.memory.MemoryConsumer;

/** A part of a table that one driver reads. Immutable and thread-safe. */
public interface Split {
  /** Estimated rows, for ordering and progress. */
  long numRows();

  /**
   * Opens the split.
   *
   * @param memory charged with all buffers; at least the source's {@code readerFloorBytes} are
   *     reserved in it
   */
  SplitReader open(MemoryConsumer memory);
}
