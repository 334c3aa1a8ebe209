package io.scheelite.sql.calcite;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.logical.CopyFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How COPY TO writes files, by its options or by the end of the path. */
final class CopyFormats {
  private final CopyOptions options;

  private CopyFormats(CopyOptions options) {
    this.options = options;
  }

  /** How to write; takes the options that say so. */
  static CopyFormat of(String name, CopyOptions options) {
    return new CopyFormats(options).format(name);
  }

  /** Name of the format in lower case: what is said, or else the end of the path. */
  static String name(String path, @Nullable String said) {
    String ending = path.substring(path.lastIndexOf('.') + 1);
    return (said != null ? said : ending).toLowerCase(Locale.ROOT);
  }

  private CopyFormat format(String name) {
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
    String codec = options.take("compression", "codec");
    return new CopyFormat.Arrow(stream, codec == null ? "" : codec.toLowerCase(Locale.ROOT));
  }

  private CopyFormat parquet() {
    String codec = options.take("compression", "codec");
    int rows = options.takeNumber("row_group_size");
    long bytes = options.takeBytes("row_group_size_bytes");
    String columns = options.take("bloom_filter_columns");
    boolean all = options.takeTruth("write_bloom_filter", false);
    List<String> filtered =
        columns == null
            ? List.of()
            : Arrays.stream(columns.split(",", -1)).map(String::strip).toList();
    return new CopyFormat.Parquet(
        codec == null ? "" : codec.toLowerCase(Locale.ROOT),
        rows,
        bytes,
        all ? List.of("*") : filtered,
        options.takeShare("bloom_filter_false_positive_ratio"));
  }

  private CopyFormat csv(String usualDelimiter) {
    String delimiter = options.take("delimiter", "delim", "sep");
    boolean header = options.takeTruth("header", true);
    String quote = options.take("quote");
    String nullText = options.take("null", "nullstr");
    String escape = options.take("escape");
    if (escape != null && !escape.equals(quote == null ? "\"" : quote)) {
      throw SqlException.unsupported("quotes that are escaped by anything but a quote");
    }
    return new CopyFormat.Csv(
        character(delimiter == null ? usualDelimiter : delimiter),
        header,
        character(quote == null ? "\"" : quote),
        nullText == null ? "" : nullText);
  }

  private static char character(String text) {
    String value = text.equals("\\t") ? "\t" : text;
    if (value.length() != 1) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY, "option of COPY must be one character: " + text);
    }
    return value.charAt(0);
  }
}
