package io.scheelite.formats.csv;

import org.jspecify.annotations.Nullable;

/**
 * Which characters divide a file into records and fields. All are ASCII: no byte of another
 * character of UTF-8 looks like them.
 *
 * @param delimiter between fields; null to find it out
 * @param quote around fields that hold delimiters, quotes or line ends; 0 for none
 * @param escape before a quote that belongs to a quoted field, usually the quote itself
 * @param comment begins a line that is left out; 0 for none
 * @param header whether the first line has names; null to find it out
 * @param skippedLines before the first one that counts
 */
public record CsvDialect(
    @Nullable Character delimiter,
    char quote,
    char escape,
    char comment,
    @Nullable Boolean header,
    int skippedLines) {
  private static final int LAST_ASCII = 127;

  /**
   * Checks the characters.
   *
   * @throws IllegalArgumentException that says what is wrong with them
   */
  public CsvDialect {
    char between = delimiter == null ? 1 : delimiter;
    if (between > LAST_ASCII
        || quote > LAST_ASCII
        || escape > LAST_ASCII
        || comment > LAST_ASCII
        || between == 0
        || isLineEnd(between)
        || isLineEnd(quote)
        || isLineEnd(escape)
        || isLineEnd(comment)) {
      throw new IllegalArgumentException("characters of CSV must be ASCII and no ends of lines");
    }
    boolean clash =
        between == quote
            || between == escape
            || (comment != 0 && comment == between)
            || (comment != 0 && comment == quote);
    if (clash) {
      throw new IllegalArgumentException(
          "delimiter, quote and comment of CSV must be different characters");
    }
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }

  /** Double quotes; the rest is found out. */
  static CsvDialect defaults() {
    return new CsvDialect(null, '"', '"', (char) 0, null, 0);
  }
}
