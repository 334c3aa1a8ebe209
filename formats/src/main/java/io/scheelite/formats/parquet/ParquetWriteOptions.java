package io.scheelite.formats.parquet;

import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.metadata.FieldIds;
import io.scheelite.formats.parquet.write.BloomFilterOptions;

/**
 * How Parquet files are written. Row groups are small enough that a few threads share a table
 * evenly, pages are small enough that readers of many columns need little memory.
 *
 * @param rowGroupRows most rows per row group
 * @param rowGroupBytes a row group ends when its encoded pages reach this size
 * @param pageRows most rows per page
 * @param pageBytes a page ends when its values reach this size
 * @param dictionaryBytes largest dictionary; a column chunk that needs more goes on without; 0 for
 *     none
 * @param compression of pages, in column chunks that become clearly smaller by it
 * @param bloomFilters which columns get them
 * @param fieldIds which fields get numbers
 */
public record ParquetWriteOptions(
    int rowGroupRows,
    long rowGroupBytes,
    int pageRows,
    int pageBytes,
    int dictionaryBytes,
    Compression compression,
    BloomFilterOptions bloomFilters,
    FieldIds fieldIds) {
  private static final int MIN_PAGE_BYTES = 1 << 10;
  private static final int MAX_PAGE_BYTES = 64 << 20;

  /** Refuses sizes that make no sense. */
  public ParquetWriteOptions {
    if (rowGroupRows < 1 || rowGroupBytes < 1 || pageRows < 1) {
      throw new IllegalArgumentException(
          "row groups and pages must hold something: rowGroupRows="
              + rowGroupRows
              + " rowGroupBytes="
              + rowGroupBytes
              + " pageRows="
              + pageRows);
    }
    if (pageBytes < MIN_PAGE_BYTES || pageBytes > MAX_PAGE_BYTES || dictionaryBytes < 0) {
      throw new IllegalArgumentException(
          "pageBytes must be 1 KiB to 64 MiB, dictionaryBytes not negative: pageBytes="
              + pageBytes
              + " dictionaryBytes="
              + dictionaryBytes);
    }
    if (!compression.isWritten()) {
      throw new IllegalArgumentException("compression is only read: " + compression);
    }
  }

  /**
   * 120 Ki rows or 64 MiB per row group, 20 Ki rows or 1 MiB per page, LZ4 (which readers inflate
   * two to three times as fast as Snappy, at about the same size).
   */
  public static ParquetWriteOptions defaults() {
    return new ParquetWriteOptions(
        120 << 10,
        64L << 20,
        20 << 10,
        1 << 20,
        512 << 10,
        Compression.LZ4_RAW,
        BloomFilterOptions.NONE,
        FieldIds.NONE);
  }

  /** The same with other compression. */
  public ParquetWriteOptions withCompression(Compression compression) {
    return with(compression, bloomFilters, fieldIds);
  }

  /** The same with bloom filters. */
  public ParquetWriteOptions withBloomFilters(BloomFilterOptions bloomFilters) {
    return with(compression, bloomFilters, fieldIds);
  }

  /** The same with numbers of fields. */
  public ParquetWriteOptions withFieldIds(FieldIds fieldIds) {
    return with(compression, bloomFilters, fieldIds);
  }

  /** The same with other row groups. */
  public ParquetWriteOptions withRowGroupRows(int rowGroupRows) {
    return with(rowGroupRows, rowGroupBytes, pageRows, pageBytes, dictionaryBytes);
  }

  /** The same with row groups that end at another size. */
  public ParquetWriteOptions withRowGroupBytes(long rowGroupBytes) {
    return with(rowGroupRows, rowGroupBytes, pageRows, pageBytes, dictionaryBytes);
  }

  /** The same with other pages. */
  public ParquetWriteOptions withPages(int pageRows, int pageBytes) {
    return with(rowGroupRows, rowGroupBytes, pageRows, pageBytes, dictionaryBytes);
  }

  /** The same with another limit for dictionaries. */
  public ParquetWriteOptions withDictionaryBytes(int dictionaryBytes) {
    return with(rowGroupRows, rowGroupBytes, pageRows, pageBytes, dictionaryBytes);
  }

  /** The same sizes. */
  private ParquetWriteOptions with(
      Compression compression, BloomFilterOptions bloomFilters, FieldIds fieldIds) {
    return new ParquetWriteOptions(
        rowGroupRows,
        rowGroupBytes,
        pageRows,
        pageBytes,
        dictionaryBytes,
        compression,
        bloomFilters,
        fieldIds);
  }

  /** The same but for the sizes. */
  private ParquetWriteOptions with(
      int rowGroupRows, long rowGroupBytes, int pageRows, int pageBytes, int dictionaryBytes) {
    return new ParquetWriteOptions(
        rowGroupRows,
        rowGroupBytes,
        pageRows,
        pageBytes,
        dictionaryBytes,
        compression,
        bloomFilters,
        fieldIds);
  }
}
