package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;
import java.nio.charset.StandardCharsets;

/** Buffers in which one text after another is read, and others are made. Used by one evaluator. */
final class TextScratch implements CharSequence {
  private static final int FIRST_SIZE = 64;

  private char[] characters = new char[FIRST_SIZE];
  private int length;
  private byte[] bytes = new byte[FIRST_SIZE];

  /** What a new text is made of. */
  private final StringBuilder result = new StringBuilder();

  /** Holds the characters of a text. */
  TextScratch read(long view) {
    int size = StringView.length(view);
    if (size > characters.length) {
      characters = new char[Math.max(size, 2 * characters.length)];
    }
    long text = StringView.bytesAddress(view);
    if (Utf8Text.isAscii(text, size)) {
      for (int i = 0; i < size; i++) {
        characters[i] = (char) NativeMemory.getByte(text + i);
      }
      length = size;
    } else {
      String decoded = StringView.toString(view);
      length = decoded.length(); // at most a character for each byte
      decoded.getChars(0, length, characters, 0);
    }
    return this;
  }

  /** The empty builder of a new text. */
  StringBuilder result() {
    result.setLength(0);
    return result;
  }

  /** Writes a view of the new text. */
  void write(StringHeap heap, long view) {
    int size = encode();
    long text = heap.begin(view, size);
    NativeMemory.copyFromArray(bytes, 0, text, size);
    StringHeap.finish(view, text, size);
  }

  private int encode() {
    int n = result.length();
    if (n > bytes.length) {
      bytes = new byte[Math.max(n, 2 * bytes.length)];
    }
    for (int i = 0; i < n; i++) {
      char c = result.charAt(i);
      if (c >= 0x80) {
        bytes = result.toString().getBytes(StandardCharsets.UTF_8);
        return bytes.length;
      }
      bytes[i] = (byte) c;
    }
    return n;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public char charAt(int index) {
    return characters[index];
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new String(characters, start, end - start);
  }

  @Override
  public String toString() {
    return new String(characters, 0, length);
  }
}
