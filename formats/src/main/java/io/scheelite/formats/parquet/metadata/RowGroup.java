package io.scheelite.formats.parquet.metadata;

import java.util.List;

/**
 * Rows stored together.
 *
 * @param numRows how many
 * @param chunks one per column of the file
 */
public record RowGroup(long numRows, List<ColumnChunk> chunks) {
  /** Copies the list. */
  public RowGroup {
    chunks = List.copyOf(chunks);
  }
}
