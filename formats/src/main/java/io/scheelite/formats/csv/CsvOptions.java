package io.scheelite.formats.csv;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.formats.text.DateTimeFormat;
import java.util.List;
import java.util.Map;

/**
 * How files of comma-separated values are written, and how they are read.
 *
 * @param dialect characters, and lines before the values
 * @param rules what becomes of malformed records
 * @param columns what is known of them
 * @param nullText a field of this text, without quotes, is null
 */
public record CsvOptions(CsvDialect dialect, CsvRules rules, CsvColumns columns, String nullText) {
  /** Double quotes, an empty field is null, and the rest is found out. */
  public static CsvOptions defaults() {
    return new CsvOptions(CsvDialect.defaults(), CsvRules.defaults(), CsvColumns.defaults(), "");
  }

  /** As these, with another dialect. */
  public CsvOptions withDialect(CsvDialect changed) {
    return new CsvOptions(changed, rules, columns, nullText);
  }

  /** As these, with other rules. */
  public CsvOptions withRules(CsvRules changed) {
    return new CsvOptions(dialect, changed, columns, nullText);
  }

  private CsvOptions with(CsvColumns changed) {
    return new CsvOptions(dialect, rules, changed, nullText);
  }

  /** As these, with that character between fields. */
  public CsvOptions withDelimiter(char between) {
    CsvDialect d = dialect;
    return withDialect(
        new CsvDialect(between, d.quote(), d.escape(), d.comment(), d.header(), d.skippedLines()));
  }

  /** As these, with that character around fields, or none if it is 0; doubled inside of them. */
  public CsvOptions withQuote(char around) {
    CsvDialect d = dialect;
    char escape = d.escape() == d.quote() ? around : d.escape();
    return withDialect(
        new CsvDialect(d.delimiter(), around, escape, d.comment(), d.header(), d.skippedLines()));
  }

  /** As these, with that character before quotes inside of quoted fields. */
  public CsvOptions withEscape(char before) {
    CsvDialect d = dialect;
    return withDialect(
        new CsvDialect(
            d.delimiter(), d.quote(), before, d.comment(), d.header(), d.skippedLines()));
  }

  /** As these, without the lines that begin with that character. */
  public CsvOptions withComment(char first) {
    CsvDialect d = dialect;
    return withDialect(
        new CsvDialect(d.delimiter(), d.quote(), d.escape(), first, d.header(), d.skippedLines()));
  }

  /** As these, with or without a line of names. */
  public CsvOptions withHeader(boolean there) {
    CsvDialect d = dialect;
    return withDialect(
        new CsvDialect(d.delimiter(), d.quote(), d.escape(), d.comment(), there, d.skippedLines()));
  }

  /** As these, with lines left out at the beginning. */
  public CsvOptions withSkippedLines(int lines) {
    CsvDialect d = dialect;
    return withDialect(
        new CsvDialect(d.delimiter(), d.quote(), d.escape(), d.comment(), d.header(), lines));
  }

  /** As these, with another text of null. */
  public CsvOptions withNullText(String text) {
    return new CsvOptions(dialect, rules, columns, text);
  }

  /** As these, with malformed records left out or not. */
  public CsvOptions withIgnoreErrors(boolean ignored) {
    return withRules(new CsvRules(ignored, rules.nullPadding(), rules.maxLineBytes()));
  }

  /** As these, with nulls for fields that are missing or not. */
  public CsvOptions withNullPadding(boolean padded) {
    return withRules(new CsvRules(rules.ignoreErrors(), padded, rules.maxLineBytes()));
  }

  /** As these, with room for records of so many bytes. */
  public CsvOptions withMaxLineBytes(int most) {
    return withRules(new CsvRules(rules.ignoreErrors(), rules.nullPadding(), most));
  }

  /** As these, with VARCHAR columns or not. */
  public CsvOptions withAllText(boolean all) {
    CsvColumns c = columns;
    return with(
        new CsvColumns(
            c.known(),
            c.names(),
            c.types(),
            all,
            c.sampleLines(),
            c.dateFormat(),
            c.timestampFormat()));
  }

  /** As these, with columns that are known. */
  public CsvOptions withColumns(List<Field> known) {
    CsvColumns c = columns;
    return with(
        new CsvColumns(
            known,
            c.names(),
            c.types(),
            c.allText(),
            c.sampleLines(),
            c.dateFormat(),
            c.timestampFormat()));
  }

  /** As these, with names of the first columns, and types of some by their names. */
  public CsvOptions withNames(List<String> names, Map<String, DataType> types) {
    CsvColumns c = columns;
    return with(
        new CsvColumns(
            c.known(),
            names,
            types,
            c.allText(),
            c.sampleLines(),
            c.dateFormat(),
            c.timestampFormat()));
  }

  /** As these, with types found out from so many lines; from all if it is −1. */
  public CsvOptions withSampleLines(int lines) {
    CsvColumns c = columns;
    return with(
        new CsvColumns(
            c.known(),
            c.names(),
            c.types(),
            c.allText(),
            lines,
            c.dateFormat(),
            c.timestampFormat()));
  }

  /** As these, with dates of that format. */
  public CsvOptions withDateFormat(DateTimeFormat format) {
    CsvColumns c = columns;
    return with(
        new CsvColumns(
            c.known(),
            c.names(),
            c.types(),
            c.allText(),
            c.sampleLines(),
            format,
            c.timestampFormat()));
  }

  /** As these, with timestamps of that format. */
  public CsvOptions withTimestampFormat(DateTimeFormat format) {
    CsvColumns c = columns;
    return with(
        new CsvColumns(
            c.known(), c.names(), c.types(), c.allText(), c.sampleLines(), c.dateFormat(), format));
  }
}
