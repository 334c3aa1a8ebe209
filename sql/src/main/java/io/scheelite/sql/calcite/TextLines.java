package io.scheelite.sql.calcite;

import java.util.Arrays;

/** Where the lines of a text begin, found once. Immutable. */
final class TextLines {
  private final int[] starts;
  private final int end;

  private TextLines(int[] starts, int end) {
    this.starts = starts;
    this.end = end;
  }

  static TextLines of(CharSequence text) {
    int[] starts = new int[16];
    int numLines = 1;
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) == '\n') {
        if (numLines == starts.length) {
          starts = Arrays.copyOf(starts, 2 * numLines);
        }
        starts[numLines++] = at + 1;
      }
    }
    return new TextLines(Arrays.copyOf(starts, numLines), text.length());
  }

  /** Where a line begins; lines count from 1, and those behind the last one are where it ends. */
  int start(int line) {
    return line > starts.length ? end : starts[Math.max(line, 1) - 1];
  }
}
