package io.scheelite.formats.mutation;

/** Where an original comes from, which says its format. */
enum FileKind {
  /** By the encoders of parquet-java. */
  PARQUET_ENCODED(".parquet"),
  /** By our writer: page indexes and bloom filters. */
  PARQUET_OURS(".parquet"),
  /** By DuckDB. */
  PARQUET_DUCKDB(".parquet"),
  /** By our writer. */
  ARROW(".arrow"),
  /** By Arrow's own writers: all types, dictionaries. */
  ARROW_STORED(".arrow"),
  CSV(".csv"),
  JSON(".json");

  final String ending;

  FileKind(String ending) {
    this.ending = ending;
  }

  boolean isText() {
    return this == CSV || this == JSON;
  }

  boolean isParquet() {
    return ending.equals(".parquet");
  }
}
