package io.scheelite.sql.logical;

import io.scheelite.formats.parquet.metadata.FieldIds;
import java.util.List;

/** How COPY writes files. */
public sealed interface CopyFormat {
  /**
   * Comma-separated values.
   *
   * @param delimiter between fields
   * @param header whether the first line has the names
   * @param quote around fields that need it
   * @param nullText text of nulls, without quotes
   */
  record Csv(char delimiter, boolean header, char quote, String nullText) implements CopyFormat {}

  /** One JSON object per line. */
  record Json() implements CopyFormat {}

  /**
   * Parquet.
   *
   * @param compression name of the codec in lower case; empty for the usual one
   * @param rowGroupRows most rows per row group; 0 for the usual number
   * @param rowGroupBytes a row group ends at this size; 0 for the usual one
   * @param bloomFilterColumns columns with bloom filters; {@code *} stands for all
   * @param fieldIds which fields get numbers
   * @param falsePositives share of absent values that bloom filters let pass; 0 for the usual one
   */
  record Parquet(
      String compression,
      int rowGroupRows,
      long rowGroupBytes,
      List<String> bloomFilterColumns,
      FieldIds fieldIds,
      double falsePositives)
      implements CopyFormat {
    /** Copies the list. */
    public Parquet {
      bloomFilterColumns = List.copyOf(bloomFilterColumns);
    }
  }

  /**
   * Arrow IPC.
   *
   * @param stream whether it is a stream, not a file
   * @param compression name of the codec in lower case; empty for none
   */
  record Arrow(boolean stream, String compression) implements CopyFormat {}
}
