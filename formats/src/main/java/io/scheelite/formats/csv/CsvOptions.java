package io.scheelite.formats.csv;

import io.scheelite.columnar.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How files of comma-separated values are written.
 *
 * @param delimiter between fields; null to find it out
 * @param quote around fields that hold delimiters, quotes or line ends
 * @param header whether the first line has names; null to find it out
 * @param nullText a field of this text, without quotes, is null
 * @param allText whether all columns are VARCHAR
 * @param skippedLines before the first one that counts
 * @param columns names and types; empty to find them out
 */
public record CsvOptions(
    @Nullable Character delimiter,
    char quote,
    @Nullable Boolean header,
    String nullText,
    boolean allText,
    int skippedLines,
    List<Field> columns) {
  /** Copies the list. */
  public CsvOptions {
    columns = List.copyOf(columns);
  }

  /** Double quotes, an empty field is null, and the rest is found out. */
  public static CsvOptions defaults() {
    return new CsvOptions(null, '"', null, "", false, 0, List.of());
  }

  /** As these, with that character between fields. */
  public CsvOptions withDelimiter(char between) {
    return new CsvOptions(between, quote, header, nullText, allText, skippedLines, columns);
  }

  /** As these, with that character around fields. */
  public CsvOptions withQuote(char around) {
    return new CsvOptions(delimiter, around, header, nullText, allText, skippedLines, columns);
  }

  /** As these, with or without a line of names. */
  public CsvOptions withHeader(boolean there) {
    return new CsvOptions(delimiter, quote, there, nullText, allText, skippedLines, columns);
  }

  /** As these, with another text of null. */
  public CsvOptions withNullText(String text) {
    return new CsvOptions(delimiter, quote, header, text, allText, skippedLines, columns);
  }

  /** As these, with VARCHAR columns or not. */
  public CsvOptions withAllText(boolean all) {
    return new CsvOptions(delimiter, quote, header, nullText, all, skippedLines, columns);
  }

  /** As these, with lines left out at the beginning. */
  public CsvOptions withSkippedLines(int lines) {
    return new CsvOptions(delimiter, quote, header, nullText, allText, lines, columns);
  }

  /** As these, with columns that are known. */
  public CsvOptions withColumns(List<Field> known) {
    return new CsvOptions(delimiter, quote, header, nullText, allText, skippedLines, known);
  }
}
