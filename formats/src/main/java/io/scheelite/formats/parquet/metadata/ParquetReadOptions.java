package io.scheelite.formats.parquet.metadata;

/**
 * How Parquet files are read.
 *
 * @param maxPageBytes largest page, compressed or not, that is read; files with larger ones are
 *     refused, since a reader holds one page per column
 */
public record ParquetReadOptions(int maxPageBytes) {
  private static final int DEFAULT_MAX_PAGE_BYTES = 64 << 20;

  /** Refuses sizes that are not positive. */
  public ParquetReadOptions {
    if (maxPageBytes <= 0) {
      throw new IllegalArgumentException("maxPageBytes must be positive: value=" + maxPageBytes);
    }
  }

  /** Pages of up to 64 MiB. */
  public static ParquetReadOptions defaults() {
    return new ParquetReadOptions(DEFAULT_MAX_PAGE_BYTES);
  }

  /** The same with another limit. */
  public ParquetReadOptions withMaxPageBytes(int maxPageBytes) {
    return new ParquetReadOptions(maxPageBytes);
  }
}
