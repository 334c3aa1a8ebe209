package io.scheelite.formats.csv;

/**
 * What becomes of records that are not as they should be.
 *
 * @param ignoreErrors whether they are left out, instead of ending the statement
 * @param nullPadding whether fields that are missing at the end of a record are null
 * @param maxLineBytes a longer record is always an error: a reader has room for one
 */
public record CsvRules(boolean ignoreErrors, boolean nullPadding, int maxLineBytes) {
  /** What a record may have unless an option says otherwise. */
  public static final int DEFAULT_MAX_LINE_BYTES = 2_000_000;

  private static final int LEAST_LINE_BYTES = 16;
  private static final int MOST_LINE_BYTES = 1 << 30;

  /** Checks the length. */
  public CsvRules {
    if (maxLineBytes < LEAST_LINE_BYTES || maxLineBytes > MOST_LINE_BYTES) {
      throw new IllegalArgumentException(
          "longest line of CSV must have 16 to 1073741824 bytes: " + maxLineBytes);
    }
  }

  static CsvRules defaults() {
    return new CsvRules(false, false, DEFAULT_MAX_LINE_BYTES);
  }
}
