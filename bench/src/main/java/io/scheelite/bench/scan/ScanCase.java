package io.scheelite.bench.scan;

import io.scheelite.formats.parquet.codec.Compression;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One query of one file.
 *
 * @param label such as {@code lineitem/four-columns}
 * @param query what is asked
 * @param file that is read
 * @param writer of the file
 * @param format of the file
 */
public record ScanCase(
    String label, ScanQuery query, Path file, ScanWriter writer, ScanFormat format) {

  /** How a file is laid out. */
  public sealed interface ScanFormat {
    /** Name of its codec in reports. */
    String codec();

    /** Whether we decompress by native code or by Java; {@code none} if there is nothing to do. */
    String implementation();
  }

  /**
   * Columns in pages.
   *
   * @param compression of the pages
   */
  public record Parquet(Compression compression) implements ScanFormat {
    @Override
    public String codec() {
      return compression.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String implementation() {
      if (compression == Compression.UNCOMPRESSED) {
        return "none";
      }
      return compression.decompressesNatively() ? "native" : "java";
    }
  }

  /** Lines of text. */
  public record Csv() implements ScanFormat {
    @Override
    public String codec() {
      return "uncompressed";
    }

    @Override
    public String implementation() {
      return "none";
    }
  }

  /** The query in SQL, over the file itself: all that an engine has to learn of it counts. */
  String sql() {
    String function =
        switch (format) {
          case Parquet _ -> "read_parquet";
          case Csv _ -> "read_csv";
        };
    return query.sql(function + "('" + file + "')");
  }
}
