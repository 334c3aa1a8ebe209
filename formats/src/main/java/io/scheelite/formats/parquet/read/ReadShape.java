package io.scheelite.formats.parquet.read;

import io.scheelite.formats.parquet.metadata.ParquetReadOptions;
import java.util.List;

/**
 * What is read of every row group of a scan.
 *
 * @param columns positions of the columns in the file, in output order
 * @param batchSize most rows per batch
 * @param options limits
 */
public record ReadShape(List<Integer> columns, int batchSize, ParquetReadOptions options) {
  /** Copies the list. */
  public ReadShape {
    columns = List.copyOf(columns);
  }
}
