package io.scheelite.formats.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.scheelite.formats.json.JsonRecord.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A value and all values inside of it, numbered as they begin: 0 is the value, its first child is
 * 1, and {@link #next} leads to the next child. So fields are found in any order, and a text is
 * decoded only if it has to be. Used by one thread, for one value after the other.
 */
final class JsonTape {
  private static final int FIRST_CAPACITY = 64;

  private byte[] bytes = new byte[0];
  private int length;
  private int size;
  private Kind[] kinds = new Kind[FIRST_CAPACITY];
  private int[] froms = new int[FIRST_CAPACITY];
  private int[] ends = new int[FIRST_CAPACITY];
  private int[] nexts = new int[FIRST_CAPACITY];
  private @Nullable String[] names = new String[FIRST_CAPACITY];
  private byte[] @Nullable [] texts = new byte[FIRST_CAPACITY][];

  /**
   * Reads the value at which the parser stands, to its end.
   *
   * @param record what the parser reads: so many bytes
   */
  void read(JsonParser parser, byte[] record, int numBytes) throws IOException {
    bytes = record;
    length = numBytes;
    size = 0;
    read(parser, parser.currentToken(), null);
  }

  private void read(JsonParser parser, @Nullable JsonToken token, @Nullable String name)
      throws IOException {
    int value = add(JsonRecord.kind(token), name);
    int from = (int) parser.currentTokenLocation().getByteOffset();
    froms[value] = from;
    switch (kinds[value]) {
      case OBJECT -> {
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
          read(parser, parser.nextToken(), key);
        }
        ends[value] = (int) parser.currentLocation().getByteOffset();
      }
      case ARRAY -> {
        for (JsonToken inside = parser.nextToken();
            inside != JsonToken.END_ARRAY;
            inside = parser.nextToken()) {
          read(parser, inside, null);
        }
        ends[value] = (int) parser.currentLocation().getByteOffset();
      }
      case TEXT -> readText(parser, value, from + 1);
      case NULL, TRUTH, INTEGER, NUMBER -> ends[value] = from + parser.getTextLength();
    }
    nexts[value] = size;
  }

  private int add(Kind kind, @Nullable String name) {
    int value = size++;
    if (value == kinds.length) {
      int capacity = 2 * size;
      kinds = Arrays.copyOf(kinds, capacity);
      froms = Arrays.copyOf(froms, capacity);
      ends = Arrays.copyOf(ends, capacity);
      nexts = Arrays.copyOf(nexts, capacity);
      names = Arrays.copyOf(names, capacity);
      texts = Arrays.copyOf(texts, capacity);
    }
    kinds[value] = kind;
    names[value] = name;
    texts[value] = null;
    return value;
  }

  /** Texts of ASCII without escapes are their bytes. */
  private void readText(JsonParser parser, int value, int from) throws IOException {
    int at = from;
    while (at < length && bytes[at] >= 0 && bytes[at] != '"' && bytes[at] != '\\') {
      at++;
    }
    froms[value] = from;
    ends[value] = at;
    if (at == length || bytes[at] != '"') {
      texts[value] = parser.getText().getBytes(StandardCharsets.UTF_8);
    }
  }

  Kind kind(int value) {
    return kinds[value];
  }

  /** The number of the value behind this one and all that is inside of it. */
  int next(int value) {
    return nexts[value];
  }

  /** The key of a value that is inside of an object. */
  String name(int value) {
    String name = names[value];
    if (name == null) {
      throw new IllegalStateException("not a field of an object: value=" + value);
    }
    return name;
  }

  /** Where a value begins in its record: behind the quote of a text. */
  int from(int value) {
    return froms[value];
  }

  /** Whether its text is that of its bytes, from {@link #from} to {@link #end}. */
  boolean isPlain(int value) {
    return texts[value] == null && !kinds[value].isNested();
  }

  /** Where a value ends in its record, if it is plain. */
  int end(int value) {
    return ends[value];
  }

  /** The text of a value in UTF-8: JSON if it is nested. Never longer than what stands there. */
  byte[] utf8(int value) {
    byte[] text = texts[value];
    if (text != null) {
      return text;
    }
    return kinds[value].isNested()
        ? JsonText.compact(bytes, froms[value], ends[value])
        : Arrays.copyOfRange(bytes, froms[value], ends[value]);
  }

  /** The text of a value. */
  String text(int value) {
    return new String(utf8(value), StandardCharsets.UTF_8);
  }
}
