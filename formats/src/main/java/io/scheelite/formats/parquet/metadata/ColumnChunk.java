package io.scheelite.formats.parquet.metadata;

import io.scheelite.formats.parquet.codec.Compression;
import org.jspecify.annotations.Nullable;

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
 * @param refusal why it cannot be read, and what helps; null if it can
 */
public record ColumnChunk(
    long offset,
    long sizeBytes,
    long uncompressedBytes,
    Compression compression,
    boolean dictionary,
    boolean dictionaryOnly,
    ColumnBounds bounds,
    IndexPlaces indexes,
    @Nullable String refusal) {
  /** One of which nothing but that is known. */
  static ColumnChunk refused(String refusal) {
    return new ColumnChunk(
        0,
        0,
        0,
        Compression.UNCOMPRESSED,
        false,
        false,
        ColumnBounds.UNKNOWN,
        IndexPlaces.NONE,
        refusal);
  }
}
