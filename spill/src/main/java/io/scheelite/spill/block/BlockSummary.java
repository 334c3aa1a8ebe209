package io.scheelite.spill.block;

import java.util.List;

/**
 * What is known of a block without reading it, also while it is evicted.
 *
 * @param numRows its rows
 * @param columns one per column; empty if nothing is known of them
 */
public record BlockSummary(long numRows, List<ColumnRange> columns) {
  /** Copies the list. */
  public BlockSummary {
    columns = List.copyOf(columns);
  }

  /** Of a block whose columns nobody looked at. */
  public static BlockSummary ofRows(long numRows) {
    return new BlockSummary(numRows, List.of());
  }
}
