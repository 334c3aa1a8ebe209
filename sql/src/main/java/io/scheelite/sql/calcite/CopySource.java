package io.scheelite.sql.calcite;

import io.scheelite.sql.SqlException;
import io.scheelite.sql.catalog.FileReference;
import java.util.HashMap;
import java.util.Map;

/** What COPY FROM reads, by its options or by the end of the path. */
final class CopySource {
  private static final String HIVE = "hive_partitioning";

  /** A table has as many columns as the file, wherever that lies. */
  private static final Map<String, String> STORED_ALONE = Map.of(HIVE, "false");

  private CopySource() {}

  static FileReference of(String path, Map<String, String> options) {
    Map<String, String> rest = new HashMap<>(options);
    String name = CopyFormats.name(path, rest.remove("format"));
    return switch (name) {
      case "csv", "tsv" -> new FileReference(path, FileReference.Format.CSV, rest);
      case "json", "jsonl", "ndjson" -> {
        rest.putIfAbsent(HIVE, "false");
        yield new FileReference(path, FileReference.Format.JSON, rest);
      }
      case "parquet" -> new FileReference(path, FileReference.Format.PARQUET, STORED_ALONE);
      case "arrow", "arrows", "arrow_stream" ->
          new FileReference(path, FileReference.Format.ARROW, STORED_ALONE);
      default -> throw SqlException.unsupported("COPY from this format: " + name);
    };
  }
}
