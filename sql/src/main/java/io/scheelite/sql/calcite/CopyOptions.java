package io.scheelite.sql.calcite;

import io.scheelite.memory.ByteSize;
import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.NearNames;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options of a COPY TO, taken one after another; none may be left. Used by one thread. */
final class CopyOptions {
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
          "row_group_size_bytes",
          "bloom_filter_columns",
          "write_bloom_filter",
          "field_ids",
          "bloom_filter_false_positive_ratio",
          "partition_by",
          "write_partition_columns",
          "overwrite",
          "overwrite_or_ignore",
          "append",
          "per_thread_output",
          "file_size_bytes",
          "filename_pattern",
          "file_extension");

  private final Map<String, List<String>> options;

  CopyOptions(Map<String, List<String>> options) {
    this.options = new HashMap<>(options);
  }

  /** The values of an option, which is used then; null if it is not given. */
  @Nullable List<String> takeAll(String name) {
    return options.remove(name);
  }

  /** The value of an option of several names; null if there is none. */
  @Nullable String take(String... names) {
    String found = null;
    for (String name : names) {
      List<String> values = options.remove(name);
      found = values == null ? found : String.join(",", values);
    }
    return found;
  }

  boolean takeTruth(String name, boolean usual) {
    String text = take(name);
    if (text == null) {
      return usual;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "on", "1" -> true;
      case "false", "off", "0" -> false;
      default ->
          throw SqlException.of(
              ErrorCode.INVALID_QUERY, "option of COPY must be true or false: " + text);
    };
  }

  /** A number above 0; 0 if there is none. */
  int takeNumber(String name) {
    String text = take(name);
    if (text == null) {
      return 0;
    }
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw SqlException.of(ErrorCode.INVALID_QUERY, "option of COPY must be a number: " + text);
    }
  }

  /** An amount of bytes; 0 if there is none. */
  long takeBytes(String name) {
    String text = take(name);
    try {
      return text == null ? 0 : ByteSize.parse(text);
    } catch (IllegalArgumentException e) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY, "option of COPY is no amount of bytes: " + e.getMessage());
    }
  }

  /** A share between 0 and 1; 0 if there is none. */
  double takeShare(String name) {
    String text = take(name);
    if (text == null) {
      return 0;
    }
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

  void requireUsed() {
    for (String name : options.keySet()) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY,
          "option of COPY is unknown or not for this format: "
              + name
              + NearNames.hint(name, NAMES));
    }
  }
}
