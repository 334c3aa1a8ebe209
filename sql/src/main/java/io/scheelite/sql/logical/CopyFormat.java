package io.scheelite.sql.logical;

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
   */
  record Parquet(String compression, int rowGroupRows) implements CopyFormat {}

  /**
   * Arrow IPC.
   *
   * @param stream whether it is a stream, not a file
   */
  record Arrow(boolean stream) implements CopyFormat {}
}
