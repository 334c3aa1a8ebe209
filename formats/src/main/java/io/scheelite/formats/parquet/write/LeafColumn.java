package io.scheelite.formats.parquet.write;

import io.scheelite.formats.parquet.metadata.ParquetColumn;
import java.util.List;

/**
 * A leaf of the schema that is written.
 *
 * @param column what it is
 * @param path names from the root's child down to it
 */
record LeafColumn(ParquetColumn column, List<String> path) {
  LeafColumn {
    path = List.copyOf(path);
  }
}
