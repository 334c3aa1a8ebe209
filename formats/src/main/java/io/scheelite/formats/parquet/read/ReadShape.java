package io.scheelite.formats.parquet.read;

import io.scheelite.formats.parquet.metadata.ParquetFile;
import io.scheelite.formats.parquet.metadata.ParquetReadOptions;
import io.scheelite.operators.expression.Expression;
import java.util.List;

/**
 * What is read of every row group of a scan.
 *
 * @param columns positions of the table's columns, in output order
 * @param batchSize most rows per batch
 * @param options limits
 * @param filters conjuncts over the columns; rows that fail them may be left out
 * @param trial what the scan has learnt about page indexes
 */
public record ReadShape(
    List<Integer> columns,
    int batchSize,
    ParquetReadOptions options,
    List<Expression> filters,
    IndexTrial trial) {
  /** For a scan that begins. */
  public ReadShape(
      List<Integer> columns, int batchSize, ParquetReadOptions options, List<Expression> filters) {
    this(columns, batchSize, options, filters, new IndexTrial());
  }

  /** Copies the lists. */
  public ReadShape {
    columns = List.copyOf(columns);
    filters = List.copyOf(filters);
  }

  /** Which leaves of a file the columns are; -1 stands for a nested one. */
  public List<Integer> leaves(ParquetFile file) {
    return columns.stream().map(file::leaf).toList();
  }
}
