package io.scheelite.sql.calcite;

/** Where lines and columns, which count from 1, are in a text. */
final class StatementPlaces {
  private StatementPlaces() {}

  /** Index of a place; the end of the text if that has no such place. */
  static int offset(CharSequence text, int line, int column) {
    return Math.min(text.length(), TextLines.of(text).start(line) + Math.max(0, column - 1));
  }
}
