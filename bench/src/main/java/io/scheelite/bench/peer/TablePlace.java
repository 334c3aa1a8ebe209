package io.scheelite.bench.peer;

/** Where engines read tables. */
public enum TablePlace {
  /** Parquet files, read by each query. */
  FILES("parquet"),
  /** The engine's own tables in memory, filled from the files before the first query. */
  MEMORY("memory");

  private final String label;

  TablePlace(String label) {
    this.label = label;
  }

  /** The name of its cases in reports. */
  public String label() {
    return label;
  }
}
