package io.scheelite.sql.calcite;

import io.scheelite.formats.parquet.metadata.FieldIds;
import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.files.BracedText;
import io.scheelite.sql.logical.CopyFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How COPY TO writes files, by its options or by the end of the path. */
final class CopyFormats {
  /** Stands for what contains the others. */
  private static final String OWN_FIELD_ID = "__duckdb_field_id";

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
        fieldIds(),
        options.takeShare("bloom_filter_false_positive_ratio"));
  }

  /** {@code 'auto'}, or numbers by names: {@code {a: 1, s: {__duckdb_field_id: 2, x: 3}}}. */
  private FieldIds fieldIds() {
    String text = options.take("field_ids");
    if (text == null) {
      return FieldIds.NONE;
    }
    if (text.equalsIgnoreCase("auto")) {
      return FieldIds.COUNTED;
    }
    Map<List<String>, Integer> numbers = new HashMap<>();
    addFieldIds(BracedText.read(text, () -> badFieldIds(text)), List.of(), text, numbers);
    return new FieldIds(false, numbers);
  }

  private static void addFieldIds(
      Map<?, ?> said, List<String> above, String text, Map<List<String>, Integer> target) {
    said.forEach(
        (key, value) -> {
          List<String> path = new ArrayList<>(above);
          if (above.isEmpty() || !OWN_FIELD_ID.equals(key)) {
            path.add((String) key);
          }
          if (value instanceof Map<?, ?> below) {
            addFieldIds(below, path, text, target);
          } else if (!(value instanceof String number)
              || !number.matches("-?\\d{1,9}")
              || target.put(path, Integer.valueOf(number)) != null) {
            throw badFieldIds(text);
          }
        });
  }

  private static SqlException badFieldIds(String text) {
    return SqlException.of(
        ErrorCode.INVALID_QUERY,
        "FIELD_IDS must be 'auto' or numbers by names as {a: 1, s: {__duckdb_field_id: 2, x: 3}}: "
            + text);
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
