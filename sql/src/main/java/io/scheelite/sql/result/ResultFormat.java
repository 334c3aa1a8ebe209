package io.scheelite.sql.result;

/** Text formats of results. */
public enum ResultFormat {
  /** Aligned columns with a frame, for people. */
  TABLE,
  /** Comma-separated with a header line; NULL is empty, an empty text is {@code ""}. */
  CSV,
  /** One JSON object per line. */
  JSON;

  /** A writer of this format. */
  public ResultWriter writer(Appendable target) {
    return switch (this) {
      case TABLE -> new TableWriter(target);
      case CSV -> new CsvWriter(target);
      case JSON -> new JsonWriter(target);
    };
  }
}
