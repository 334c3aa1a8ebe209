package io.scheelite.sql.result;

import java.io.IOException;

/** Text formats of results. */
public enum ResultFormat {
  /** Aligned columns with a frame, for people. */
  TABLE,
  /** Comma-separated with a header line; NULL is empty, an empty text is {@code ""}. */
  CSV,
  /** One JSON object per line. */
  JSON;

  /** A writer of this format. */
  public ResultWriter writer(Appendable target) throws IOException {
    return switch (this) {
      case TABLE -> new TableRows(target);
      case CSV -> new CsvRows(target);
      case JSON -> new JsonRows(target);
    };
  }
}
