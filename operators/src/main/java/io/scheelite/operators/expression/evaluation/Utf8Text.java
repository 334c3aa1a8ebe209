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

  /** The first code point; 0 of an empty text. */
  static int first(long text, int size) {
    if (size == 0) {
      return 0;
    }
    int lead = NativeMemory.getByte(text) & 0xff;
    if (lead < 0x80) {
      return lead;
    }
    int value = lead < 0xe0 ? lead & 0x1f : lead < 0xf0 ? lead & 0x0f : lead & 0x07;
    int end = skip(text, 0, size, 1);
    for (int i = 1; i < end; i++) {
      value = value << 6 | (NativeMemory.getByte(text + i) & 0x3f);
    }
    return value;
  }

  /** The offset of the code point before {@code from}, which is more than 0. */
  static int before(long text, int from) {
    int at = from - 1;
    while (at > 0 && isContinuation(NativeMemory.getByte(text + at))) {
      at--;
    }
    return at;
  }

  /** The offset {@code characters} code points before the end, or 0. */
  static int skipBack(long text, int size, long characters) {
    int at = size;
    for (long left = characters; left > 0 && at > 0; left--) {
      at = before(text, at);
    }
    return at;
  }

  /** Where a part is first found at or after {@code from}, or -1. */
  static int indexOf(long text, int size, long part, int partSize, int from) {
    if (partSize == 0) {
      return from;
    }
    byte first = NativeMemory.getByte(part);
    for (int at = from; at <= size - partSize; at++) {
      if (NativeMemory.getByte(text + at) == first
          && NativeMemory.mismatch(text + at, part, partSize) < 0) {
        return at;
      }
    }
    return -1;
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
