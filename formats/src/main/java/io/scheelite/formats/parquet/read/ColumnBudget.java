package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.PhysicalType;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.encoding.CodeUnpacking;
import io.scheelite.formats.parquet.encoding.DeltaStringDecoder;
import io.scheelite.formats.parquet.encoding.UuidDecoder;
import io.scheelite.formats.parquet.metadata.ChunkPages;
import io.scheelite.formats.parquet.metadata.ColumnChunk;
import io.scheelite.formats.parquet.metadata.Conversion;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import io.scheelite.formats.parquet.metadata.ParquetReadOptions;
import io.scheelite.memory.ErrorCode;
import org.apache.parquet.format.Type;

/**
 * Bytes of the buffers with which one column chunk is read.
 *
 * @param page the current data page, decompressed; or the window into an uncompressed chunk
 * @param dictionary the dictionary page, decompressed
 * @param dictionaryValues its values in vector form where they are not the page itself
 * @param values of a batch
 * @param codes of a batch under a dictionary
 * @param raw values of a batch before conversion, then the texts of UUIDs
 * @param validity bitmap of a batch
 * @param strings rebuilt from prefixes and suffixes
 * @param levels of the values of a batch, where they are part of nested ones
 */
record ColumnBudget(
    long page,
    long dictionary,
    long dictionaryValues,
    long values,
    long codes,
    long raw,
    long validity,
    long strings,
    long levels) {
  private static final long DELTA_STRINGS_BYTES = 1 << 20;
  // of an uncompressed chunk: several small pages are read at once
  static final long WINDOW_BYTES = 64 << 10;
  private static final long MIN_WINDOW_BYTES = 256;

  static ColumnBudget of(
      FileSite site, ParquetColumn column, ColumnChunk chunk, ChunkPages pages, ReadShape shape) {
    check(site, pages, shape.options());
    int batch = shape.batchSize();
    PhysicalType physical = column.physicalType();
    long slack = CodeUnpacking.SLACK_BYTES;
    long dictionaryCount = dictionaryCount(column, chunk, pages);
    boolean converts = !column.conversion().isNone();
    long storedWidth = column.storedWidth();
    long bits = PhysicalType.BIT.sizeBytes(batch) + 8;
    return new ColumnBudget(
        pageBytes(chunk, pages) + slack,
        dictionaryCount == 0 ? 0 : pages.dictionaryBytes() + slack,
        dictionaryCount == 0 ? 0 : dictionaryValues(column, dictionaryCount),
        physical == PhysicalType.BIT ? 2 * bits : physical.sizeBytes(batch) + Long.BYTES,
        dictionaryCount == 0 ? 0 : 4L * batch,
        converts || column.stored() == Type.FIXED_LEN_BYTE_ARRAY
            ? (storedWidth + textBytes(column)) * batch + CodeUnpacking.SLACK_BYTES
            : 0,
        column.optional() ? bits : 0,
        pages.deltaStrings() ? DELTA_STRINGS_BYTES + DeltaStringDecoder.workspaceBytes() : 0,
        column.levels().nested() ? 2 * levelBytes(batch) : 0);
  }

  /** Bytes per value of the texts that are made of what is stored. */
  private static long textBytes(ParquetColumn column) {
    return column.conversion() == Conversion.FROM_UUID ? UuidDecoder.TEXT_BYTES : 0;
  }

  /** Of definition or of repetition levels. */
  static long levelBytes(int count) {
    return (long) Integer.BYTES * count + CodeUnpacking.SLACK_BYTES;
  }

  private static long pageBytes(ColumnChunk chunk, ChunkPages pages) {
    if (chunk.compression() != Compression.UNCOMPRESSED) {
      return pages.dataBytes();
    }
    long largest = (long) pages.storedBytes() + ChunkWindow.HEADER_GUESS_BYTES;
    // at least room for a header, however short the chunk is said to be
    return Math.max(MIN_WINDOW_BYTES, Math.min(chunk.sizeBytes(), Math.max(largest, WINDOW_BYTES)));
  }

  private static void check(FileSite site, ChunkPages pages, ParquetReadOptions options) {
    long largest =
        Math.max(pages.storedBytes(), Math.max(pages.dataBytes(), pages.dictionaryBytes()));
    if (largest > options.maxPageBytes()) {
      throw site.error(
          ErrorCode.TOO_MANY_OPEN,
          "Parquet page is larger than the option maxPageBytes allows: bytes="
              + largest
              + " maxPageBytes="
              + options.maxPageBytes());
    }
  }

  /** Values the dictionary can have: the count in its header is not believed beyond its bytes. */
  private static long dictionaryCount(ParquetColumn column, ColumnChunk chunk, ChunkPages pages) {
    int smallest =
        switch (column.stored()) {
          case BOOLEAN -> 1;
          case INT32, FLOAT, BYTE_ARRAY -> 4;
          case INT64, DOUBLE -> 8;
          case INT96 -> 12;
          case FIXED_LEN_BYTE_ARRAY -> column.typeLength();
        };
    // an empty dictionary, too, gets one entry for the codes of null rows
    return chunk.dictionary() || pages.dictionaryBytes() > 0
        ? Math.max(1, Math.min(pages.dictionaryValues(), pages.dictionaryBytes() / smallest))
        : 0;
  }

  private static long dictionaryValues(ParquetColumn column, long count) {
    long converted = Slab.rounded(column.physicalType().sizeBytes(count));
    if (column.conversion() == Conversion.FROM_UUID) {
      return converted + Slab.rounded(textBytes(column) * count + CodeUnpacking.SLACK_BYTES);
    }
    if (!column.conversion().isNone()) {
      return converted + Slab.rounded(column.storedWidth() * count);
    }
    return column.isString() ? converted : 0;
  }

  /** What is needed to decode the levels alone. */
  ColumnBudget ofLevels() {
    return new ColumnBudget(page, 0, 0, 0, 0, 0, validity, 0, levels);
  }

  /** Whether it is for the levels alone. */
  boolean isOfLevels() {
    return values == 0;
  }

  long total() {
    return Slab.rounded(page)
        + Slab.rounded(dictionary)
        + Slab.rounded(dictionaryValues)
        + Slab.rounded(values)
        + Slab.rounded(codes)
        + Slab.rounded(raw)
        + Slab.rounded(validity)
        + Slab.rounded(strings)
        + Slab.rounded(levels);
  }
}
