package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.FileReference;
import io.scheelite.sql.catalog.NearNames;
import io.scheelite.sql.logical.CopyFormat;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How COPY writes and reads, by its options or by the end of the path. */
final class CopyFormats {
  private static final List<String> NAMES =
      List.of(
          "format",
          "header",
          "delimiter",
          "delim",
          "sep",
          "quote",
          "null",
          "nullstr",
          "escape",
          "compression",
          "codec",
          "row_group_size",
          "bloom_filter_columns",
          "write_bloom_filter",
          "bloom_filter_false_positive_ratio");

  private static final String HIVE = "hive_partitioning";

  /** A table has as many columns as the file, wherever that lies. */
  private static final Map<String, String> STORED_ALONE = Map.of(HIVE, "false");

  private final String path;
  private final Map<String, String> options;

  private CopyFormats(String path, Map<String, String> options) {
    this.path = path;
    this.options = new HashMap<>(options);
  }

  /** How to write. */
  static CopyFormat of(String path, Map<String, String> options) {
    CopyFormats formats = new CopyFormats(path, options);
    CopyFormat format = formats.format();
    formats.requireUsed();
    return format;
  }

  /** What to read. */
  static FileReference source(String path, Map<String, String> options) {
    CopyFormats formats = new CopyFormats(path, options);
    String name = formats.name();
    String _ = formats.take("format");
    return switch (name) {
      case "csv", "tsv" -> new FileReference(path, FileReference.Format.CSV, formats.options);
      case "json", "jsonl", "ndjson" -> {
        formats.options.putIfAbsent(HIVE, "false");
        yield new FileReference(path, FileReference.Format.JSON, formats.options);
      }
      case "parquet" -> new FileReference(path, FileReference.Format.PARQUET, STORED_ALONE);
      case "arrow", "arrows", "arrow_stream" ->
          new FileReference(path, FileReference.Format.ARROW, STORED_ALONE);
      default -> throw SqlException.unsupported("COPY from this format: " + name);
    };
  }

  private String name() {
    String said = options.get("format");
    String ending = path.substring(path.lastIndexOf('.') + 1);
    return (said != null ? said : ending).toLowerCase(Locale.ROOT);
  }

  private CopyFormat format() {
    String name = name();
    String _ = take("format");
    return switch (name) {
      case "csv", "tsv" -> csv(name.equals("tsv") ? "\t" : ",");
      case "json", "jsonl", "ndjson" -> new CopyFormat.Json();
      case "arrow" -> arrow(false);
      case "arrows", "arrow_stream" -> arrow(true);
      case "parquet" -> parquet();
      default ->
          throw SqlException.unsupported(
              "COPY to this format, only csv, json, parquet, arrow, arrow_stream: " + name);
    };
  }

  private CopyFormat arrow(boolean stream) {
    String codec = take("compression", "codec");
    return new CopyFormat.Arrow(stream, codec == null ? "" : codec.toLowerCase(Locale.ROOT));
  }

  private CopyFormat parquet() {
    String codec = take("compression", "codec");
    String rows = take("row_group_size");
    String columns = take("bloom_filter_columns");
    String all = take("write_bloom_filter");
    String share = take("bloom_filter_false_positive_ratio");
    List<String> filtered =
        columns == null
            ? List.of()
            : Arrays.stream(columns.split(",", -1)).map(String::strip).toList();
    return new CopyFormat.Parquet(
        codec == null ? "" : codec.toLowerCase(Locale.ROOT),
        rows == null ? 0 : number(rows),
        all != null && truth(all) ? List.of("*") : filtered,
        share == null ? 0 : share(share));
  }

  private static double share(String text) {
    try {
      double value = Double.parseDouble(text);
      if (value > 0 && value < 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw SqlException.of(
        ErrorCode.INVALID_QUERY, "option of COPY must lie between 0 and 1: " + text);
  }

  private CopyFormat csv(String usualDelimiter) {
    String delimiter = take("delimiter", "delim", "sep");
    String header = take("header");
    String quote = take("quote");
    String nullText = take("null", "nullstr");
    String escape = take("escape");
    if (escape != null && !escape.equals(quote == null ? "\"" : quote)) {
      throw SqlException.unsupported("quotes that are escaped by anything but a quote");
    }
    return new CopyFormat.Csv(
        character(delimiter == null ? usualDelimiter : delimiter),
        header == null || truth(header),
        character(quote == null ? "\"" : quote),
        nullText == null ? "" : nullText);
  }

  /** The value of an option of several names, which is used then; null if there is none. */
  private @Nullable String take(String... names) {
    String found = null;
    for (String name : names) {
      String value = options.remove(name);
      found = value == null ? found : value;
    }
    return found;
  }

  private void requireUsed() {
    for (String name : options.keySet()) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY,
          "option of COPY is unknown or not for this format: "
              + name
              + NearNames.hint(name, NAMES));
    }
  }

  private static char character(String text) {
    String value = text.equals("\\t") ? "\t" : text;
    if (value.length() != 1) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY, "option of COPY must be one character: " + text);
    }
    return value.charAt(0);
  }

  private static boolean truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "on", "1" -> true;
      case "false", "off", "0" -> false;
      default ->
          throw SqlException.of(
              ErrorCode.INVALID_QUERY, "option of COPY must be true or false: " + text);
    };
  }

  private static int number(String text) {
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw SqlException.of(ErrorCode.INVALID_QUERY, "option of COPY must be a number: " + text);
    }
  }
}
