package io.scheelite.sql.copy;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.arrow.ArrowCompression;
import io.scheelite.formats.arrow.ArrowIpcFormat;
import io.scheelite.formats.arrow.ArrowIpcWriter;
import io.scheelite.formats.arrow.ArrowWriteOptions;
import io.scheelite.formats.parquet.ParquetWriteOptions;
import io.scheelite.formats.parquet.ParquetWriter;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.write.BloomFilterOptions;
import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.NearNames;
import io.scheelite.sql.logical.CopyFormat;
import io.scheelite.sql.result.CsvRows;
import io.scheelite.sql.result.ResultFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Openers of the formats that COPY knows. */
public final class FileOpeners {
  /** What a writer of columns begins with; it takes more while there is some. */
  private static final long WRITER_FLOOR_BYTES = 2L << 20;

  /** Values, levels and a page of them that is compressed. */
  private static final long LEAF_BYTES = 1L << 20;

  private FileOpeners() {}

  /** Memory that a file of a format begins with. */
  public static long floorBytes(CopyFormat format) {
    return switch (format) {
      case CopyFormat.Csv _, CopyFormat.Json _ -> 0;
      case CopyFormat.Parquet _, CopyFormat.Arrow _ -> WRITER_FLOOR_BYTES;
    };
  }

  /** Memory that a file of these columns takes where it is not short: most of it pages. */
  public static long usualBytes(CopyFormat format, Schema schema) {
    long floor = floorBytes(format);
    return floor == 0
        ? 0
        : schema.fields().stream()
            .mapToLong(field -> numLeaves(field.type()) * LEAF_BYTES)
            .reduce(floor, Long::sum);
  }

  private static long numLeaves(DataType type) {
    return switch (type) {
      case DataType.List list -> numLeaves(list.element());
      case DataType.Map map -> numLeaves(map.key()) + numLeaves(map.value());
      case DataType.Struct struct ->
          struct.fields().stream().mapToLong(field -> numLeaves(field.type())).sum();
      default -> 1;
    };
  }

  /** Of a format, for files of these columns. */
  public static FileOpener of(CopyFormat format, Schema schema) {
    return switch (format) {
      case CopyFormat.Csv csv -> text(file -> new CsvRows(file, csv));
      case CopyFormat.Json _ -> text(ResultFormat.JSON::writer);
      case CopyFormat.Parquet parquet -> {
        ParquetWriteOptions options = options(parquet, schema);
        yield (file, columns, memory) -> new ParquetWriter(file, columns, options, memory);
      }
      case CopyFormat.Arrow arrow -> {
        ArrowWriteOptions options = options(arrow);
        yield (file, columns, memory) -> new ArrowIpcWriter(file, columns, options, memory);
      }
    };
  }

  private static FileOpener text(TextFileWriter.Format format) {
    return (file, columns, _) -> new TextFileWriter(file, columns, format);
  }

  /** How Parquet is written. */
  static ParquetWriteOptions options(CopyFormat.Parquet format, Schema schema) {
    ParquetWriteOptions options = ParquetWriteOptions.defaults();
    if (format.rowGroupRows() > 0) {
      options = options.withRowGroupRows(format.rowGroupRows());
    }
    if (format.rowGroupBytes() > 0) {
      options = options.withRowGroupBytes(format.rowGroupBytes());
    }
    options = options.withBloomFilters(filters(format, schema)).withFieldIds(format.fieldIds());
    return switch (format.compression()) {
      case "" -> options;
      case "none", "uncompressed" -> options.withCompression(Compression.UNCOMPRESSED);
      case "lz4" -> options.withCompression(Compression.LZ4_RAW);
      default -> {
        for (Compression known : Compression.written()) {
          if (known.name().toLowerCase(Locale.ROOT).equals(format.compression())) {
            yield options.withCompression(known);
          }
        }
        throw SqlException.of(
            ErrorCode.INVALID_QUERY, "unknown compression: " + format.compression());
      }
    };
  }

  private static ArrowWriteOptions options(CopyFormat.Arrow format) {
    ArrowCompression compression =
        switch (format.compression()) {
          case "", "none", "uncompressed" -> ArrowCompression.NONE;
          case "lz4", "lz4_frame" -> ArrowCompression.LZ4_FRAME;
          case "zstd" -> ArrowCompression.ZSTD;
          default ->
              throw SqlException.of(
                  ErrorCode.INVALID_QUERY, "unknown compression: " + format.compression());
        };
    return new ArrowWriteOptions(
        format.stream() ? ArrowIpcFormat.STREAM : ArrowIpcFormat.FILE, compression);
  }

  private static BloomFilterOptions filters(CopyFormat.Parquet format, Schema schema) {
    List<String> names = schema.fields().stream().map(Field::name).toList();
    Set<String> columns = new HashSet<>();
    for (String wanted : format.bloomFilterColumns()) {
      boolean all = wanted.equals("*");
      List<String> found =
          names.stream().filter(name -> all || name.equalsIgnoreCase(wanted)).toList();
      if (found.isEmpty()) {
        throw SqlException.of(
            ErrorCode.INVALID_QUERY,
            "column of a bloom filter does not exist: " + wanted + NearNames.hint(wanted, names));
      }
      columns.addAll(found);
    }
    double share =
        format.falsePositives() > 0
            ? format.falsePositives()
            : BloomFilterOptions.NONE.falsePositives();
    return new BloomFilterOptions(columns, share);
  }
}
