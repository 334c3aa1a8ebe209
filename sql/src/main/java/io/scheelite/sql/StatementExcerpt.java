package io.scheelite.sql;

import io.scheelite.formats.UrlText;

/** Shows a place in a statement: its line, and a caret under the place. */
public final class StatementExcerpt {
  private static final int MOST_BEFORE = 60;
  private static final int MOST_AFTER = 40;
  private static final String CUT = "...";

  private StatementExcerpt() {}

  /**
   * Two lines without a line break at the end, the first of them cut around the place if it is
   * long; empty if the statement has no such place.
   *
   * @param line from 1
   * @param column from 1; one behind the last character is the end of the line
   */
  public static String of(String statement, int line, int column) {
    if (line < 1 || column < 1) {
      return "";
    }
    String whole = statement.lines().skip(line - 1L).findFirst().orElse("");
    if (whole.isBlank() || column - 1 > whole.length()) {
      return "";
    }
    // without what is secret of URLs; a place in one may move a little
    String text = UrlText.shownWithin(whole);
    int moved = UrlText.shownWithin(whole.substring(0, column - 1)).length();
    int place = Math.min(moved, text.length());
    int from = place > MOST_BEFORE ? place - MOST_BEFORE : 0;
    int to = Math.min(text.length(), place + MOST_AFTER);
    String head = "LINE " + line + ": " + (from > 0 ? CUT : "");
    String before = plain(text.substring(from, place));
    String after = plain(text.substring(place, to)) + (to < text.length() ? CUT : "");
    return head + before + after.stripTrailing() + '\n' + blanks(head + before) + '^';
  }

  /** One column on the screen for each character: tabs would take several. */
  private static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  /** As wide as a text on the screen, where East Asian characters take two columns. */
  private static String blanks(String text) {
    return " ".repeat(text.codePoints().map(StatementExcerpt::width).sum());
  }

  private static int width(int codePoint) {
    int type = Character.getType(codePoint);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean wide =
        Character.isIdeographic(codePoint)
            || (codePoint >= 0x1100 && codePoint <= 0x115f)
            || (codePoint >= 0x3041 && codePoint <= 0x33ff)
            || (codePoint >= 0xac00 && codePoint <= 0xd7a3)
            || (codePoint >= 0xff01 && codePoint <= 0xff60);
    return wide ? 2 : 1;
  }
}
