package io.scheelite.formats.parquet.metadata;

import io.scheelite.formats.parquet.codec.Compression;

/**
 * One column of one row group: where its pages lie.
 *
 * @param offset of the first page in the file
 * @param sizeBytes of all pages with their headers; the range lies inside the file
 * @param uncompressedBytes as the footer says; an estimate
 * @param compression of its pages
 * @param dictionary whether the footer announces a dictionary
 * @param dictionaryOnly whether the footer says that all data pages refer to it
 * @param bounds statistics
 * @param indexes where what is said about its pages and values lies
 */
public record ColumnChunk(
    long offset,
    long sizeBytes,
    long uncompressedBytes,
    Compression compression,
    boolean dictionary,
    boolean dictionaryOnly,
    ColumnBounds bounds,
    IndexPlaces indexes) {
  /** Stands for one that cannot be read. */
  static final ColumnChunk UNREADABLE =
      new ColumnChunk(
          0, 0, 0, Compression.UNCOMPRESSED, false, false, ColumnBounds.UNKNOWN, IndexPlaces.NONE);
}
