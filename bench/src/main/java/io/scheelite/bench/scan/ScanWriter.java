package io.scheelite.bench.scan;

import java.util.Locale;

/** Who wrote a file that is read. */
public enum ScanWriter {
  /** Ourselves: small pages, encodings and compression by column. */
  SCHEELITE,
  /** DuckDB: one page and dictionary per row group and column. */
  DUCKDB;

  /** Its name in reports and folders. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
