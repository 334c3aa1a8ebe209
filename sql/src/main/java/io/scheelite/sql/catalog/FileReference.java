package io.scheelite.sql.catalog;

import io.scheelite.formats.UrlText;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Files that a statement names in place of a table.
 *
 * @param path a file, a folder or a glob
 * @param format how they are read
 * @param options of {@code read_csv}, by lower-case names
 */
public record FileReference(String path, Format format, Map<String, String> options) {
  /** Formats of files. */
  public enum Format {
    /** Parquet, also where a path says nothing else. */
    PARQUET,
    /** Arrow IPC files and streams. */
    ARROW,
    /** Comma-separated values. */
    CSV,
    /** Objects of JSON. */
    JSON,
    /** None: numbers, whose path is the call that gives them. */
    RANGE
  }

  private static final List<String> JSON_ENDINGS = List.of(".json", ".jsonl", ".ndjson");

  /** Copies the options. */
  public FileReference {
    options = Map.copyOf(options);
  }

  /** Whether values are read as the types that somebody wants. */
  public boolean isText() {
    return format == Format.CSV || format == Format.JSON;
  }

  /** What the ending of a path says. */
  public static FileReference of(String path) {
    return new FileReference(path, format(path), Map.of());
  }

  /** Numbers; see {@link RangeTable}. */
  public static FileReference ofRange(String call) {
    return new FileReference(call, Format.RANGE, Map.of());
  }

  private static Format format(String path) {
    String name = UrlText.withoutQuery(path).toLowerCase(Locale.ROOT);
    if (name.endsWith(".arrow") || name.endsWith(".arrows")) {
      return Format.ARROW;
    }
    String unpacked = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    if (JSON_ENDINGS.stream().anyMatch(unpacked::endsWith)) {
      return Format.JSON;
    }
    return unpacked.endsWith(".csv") || unpacked.endsWith(".tsv") ? Format.CSV : Format.PARQUET;
  }

  /** For messages. */
  @Override
  public String toString() {
    return format + " " + UrlText.shownWithin(path) + " " + options;
  }
}
