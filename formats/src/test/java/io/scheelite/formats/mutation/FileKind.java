package io.scheelite.formats.mutation;

/** Where an original comes from, which says its format. */
enum FileKind {
  /** By the encoders of parquet-java. */
  PARQUET_ENCODED(".parquet"),
  /** By our writer: page indexes and bloom filters. */
  PARQUET_OURS(".parquet"),
  /** By DuckDB. */
  PARQUET_DUCKDB(".parquet"),
  ARROW(".arrow"),
  CSV(".csv"),
  JSON(".json");

  final String ending;

  FileKind(String ending) {
    this.ending = ending;
  }

  boolean isParquet() {
    return ending.equals(".parquet");
  }
}
