package io.scheelite.formats.json;

import io.scheelite.formats.text.ByteSearch;
import io.scheelite.formats.text.RecordWindow;
import io.scheelite.memory.NativeMemory;

/** Finds lines: JSON has no line feeds inside of texts. Used by one thread. */
final class LineDivider implements RecordWindow.Divider {
  private static final long FEEDS = ByteSearch.pattern((byte) '\n');

  private int next;
  private boolean blank;

  @Override
  public boolean divide(long window, int from, int limit, boolean last) {
    int end = ByteSearch.find(window, from, limit, FEEDS);
    if (end == limit && !last) {
      return false;
    }
    blank = isBlank(window, from, end);
    next = Math.min(limit, end + 1);
    return true;
  }

  private static boolean isBlank(long window, int from, int end) {
    int at = from;
    while (at < end && isSpace(NativeMemory.getByte(window + at))) {
      at++;
    }
    return at == end;
  }

  static boolean isSpace(byte c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  @Override
  public int next() {
    return next;
  }

  @Override
  public boolean isLeftOut() {
    return blank;
  }
}
