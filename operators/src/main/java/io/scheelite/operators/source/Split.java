package io.scheelite.operators.source;

import io.scheelite.memory.MemoryConsumer;
import org.jspecify.annotations.Nullable;

/** A part of a table that one driver reads. Immutable and thread-safe. */
public interface Split {
  /** Estimated rows, for ordering and progress. */
  long numRows();

  /**
   * Smallest and largest value of a column.
   *
   * @param min no value is smaller
   * @param max no value is larger
   */
  record ValueRange(long min, long max) {}

  /**
   * What is known, without reading it, of the values other than null of a column of whole numbers
   * or dates; null if nothing is.
   *
   * @param column position in the request's columns
   */
  default @Nullable ValueRange valueRange(int column) {
    return null;
  }

  /**
   * Opens the split.
   *
   * @param memory charged with all buffers; at least the source's {@code readerFloorBytes} are
   *     reserved in it
   */
  SplitReader open(MemoryConsumer memory);

  /**
   * Opens the split for those rows alone that pass a filter: the selections of its batches leave
   * out all others, and batches without any row may come. Sources that can decode columns one by
   * one ask the filter before they decode those it does not look at.
   */
  default SplitReader open(MemoryConsumer memory, RowFilter filter) {
    return new FilteringReader(open(memory), filter);
  }
}
