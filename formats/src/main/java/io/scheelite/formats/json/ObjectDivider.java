package io.scheelite.formats.json;

import io.scheelite.formats.text.RecordWindow;
import io.scheelite.memory.NativeMemory;

/**
 * Finds values that follow each other, as elements of an array or without one: counts brackets
 * outside of texts. What stands between them is found, too, and left out; what must not stand there
 * becomes a record, which the parser refuses. Used by one thread.
 */
final class ObjectDivider implements RecordWindow.Divider {
  private final boolean inArray;
  private boolean begun;
  private boolean ended;
  private boolean afterValue;
  private int next;
  private boolean leftOut;

  ObjectDivider(boolean inArray) {
    this.inArray = inArray;
  }

  @Override
  public boolean divide(long window, int from, int limit, boolean last) {
    byte first = NativeMemory.getByte(window + from);
    leftOut = true;
    next = from + 1;
    if (LineDivider.isSpace(first)) {
      return true;
    }
    if (inArray && !begun && first == '[') {
      begun = true;
      return true;
    }
    if (inArray && begun && !ended && first == ']') {
      ended = true;
      return true;
    }
    if (inArray && afterValue && !ended && first == ',') {
      afterValue = false;
      return true;
    }
    leftOut = false;
    boolean expected = !inArray || (begun && !ended && !afterValue);
    if (!expected || first != '{') {
      return unexpected(window, from, limit, last);
    }
    int end = endOfObject(window, from, limit);
    if (end < 0 && !last) {
      return false;
    }
    next = end < 0 ? limit : end;
    afterValue = true;
    return true;
  }

  /** A line that nobody understands. */
  private boolean unexpected(long window, int from, int limit, boolean last) {
    int end = from;
    while (end < limit && NativeMemory.getByte(window + end) != '\n') {
      end++;
    }
    next = end;
    return end < limit || last;
  }

  /** The position behind the bracket that closes an object, or −1 if it is not there. */
  static int endOfObject(long window, int from, int limit) {
    int depth = 0;
    for (int at = from; at < limit; at++) {
      switch (NativeMemory.getByte(window + at)) {
        case '{', '[' -> depth++;
        case '}', ']' -> {
          depth--;
          if (depth == 0) {
            return at + 1;
          }
        }
        case '"' -> at = endOfText(window, at + 1, limit);
        default -> {}
      }
    }
    return -1;
  }

  /** The position of the quote that closes a text. */
  private static int endOfText(long window, int from, int limit) {
    int at = from;
    while (at < limit && NativeMemory.getByte(window + at) != '"') {
      at += NativeMemory.getByte(window + at) == '\\' ? 2 : 1;
    }
    return at;
  }

  @Override
  public int next() {
    return next;
  }

  @Override
  public boolean isLeftOut() {
    return leftOut;
  }
}
