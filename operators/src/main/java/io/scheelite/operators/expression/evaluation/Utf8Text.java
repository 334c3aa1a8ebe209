package io.scheelite.operators.expression.evaluation;

import io.scheelite.memory.NativeMemory;

/** Counts and skips code points of UTF-8 text in memory. */
final class Utf8Text {
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8Text() {}

  /** Whether a byte continues a code point that began before. */
  static boolean isContinuation(byte b) {
    return (b & 0xc0) == 0x80;
  }

  static boolean isAscii(long text, int size) {
    int i = 0;
    for (; i + Long.BYTES <= size; i += Long.BYTES) {
      if ((NativeMemory.getLong(text + i) & HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; i < size; i++) {
      if (NativeMemory.getByte(text + i) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Code points of the text. */
  static int length(long text, int size) {
    int count = size;
    int i = 0;
    for (; i + Long.BYTES <= size; i += Long.BYTES) {
      long word = NativeMemory.getLong(text + i);
      // a continuation byte has bit 7 set and bit 6 clear
      count -= Long.bitCount(word & ~(word << 1) & HIGH_BITS);
    }
    for (; i < size; i++) {
      count -= isContinuation(NativeMemory.getByte(text + i)) ? 1 : 0;
    }
    return count;
  }

  /** The offset {@code characters} code points after {@code from}, or the end. */
  static int skip(long text, int from, int size, long characters) {
    int at = from;
    for (long left = characters; left > 0 && at < size; left--) {
      at++;
      while (at < size && isContinuation(NativeMemory.getByte(text + at))) {
        at++;
      }
    }
    return at;
  }
}
