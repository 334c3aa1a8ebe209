package io.scheelite.sql.calcite;

import java.util.Collections;
import java.util.List;

/**
 * Where places of a text that differs from the original in what was inserted into its lines are in
 * that original. Lines and columns count from 1, offsets from 0. Immutable.
 */
final class TextPlaces {
  private final String original;
  private final TextLines originalLines;
  private final TextLines lines;
  private final List<Integer> insertions;

  /**
   * Of a text that is whole.
   *
   * @param insertions offsets of inserted characters, ascending
   */
  TextPlaces(String original, CharSequence text, List<Integer> insertions) {
    this.original = original;
    this.originalLines = TextLines.of(original);
    this.lines = TextLines.of(text);
    this.insertions = insertions;
  }

  /** The offset of a place in the text. */
  int offset(int line, int column) {
    return lines.start(line) + column - 1;
  }

  /** The original column of a place in the text. */
  int originalColumn(int line, int column) {
    int shift = numInsertionsBefore(offset(line, column)) - numInsertionsBefore(offset(line, 1));
    return Math.max(1, column - shift);
  }

  /** Where in the original a place in the text is. */
  int originalOffset(int line, int column) {
    return originalLines.start(line) + originalColumn(line, column) - 1;
  }

  /** The original between two places in the text, white space collapsed. */
  String slice(int line, int column, int endLine, int endColumn) {
    int from = originalOffset(line, column);
    int to = originalOffset(endLine, endColumn) + 1;
    if (Collections.binarySearch(insertions, offset(endLine, endColumn)) >= 0) {
      to--; // what ends it is not in the original
    }
    if (from < 0 || to > original.length() || from >= to) {
      return "";
    }
    return original.substring(from, to).replaceAll("\\s+", " ");
  }

  private int numInsertionsBefore(int offset) {
    int found = Collections.binarySearch(insertions, offset);
    return found < 0 ? -found - 1 : found;
  }
}
