package io.scheelite.formats.json;

import java.util.Arrays;

/** The text of objects and arrays where VARCHAR is wanted: JSON, without blanks between. */
final class JsonText {
  private JsonText() {}

  /** The bytes of a nested value, as they are put into the column. */
  static byte[] compact(byte[] record, int from, int to) {
    byte[] compact = new byte[to - from];
    int size = 0;
    boolean quoted = false;
    for (int at = from; at < to; at++) {
      byte c = record[at];
      if (quoted && c == '\\') {
        compact[size++] = c;
        at++;
        c = record[at];
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && LineDivider.isSpace(c)) {
        continue;
      }
      compact[size++] = c;
    }
    return Arrays.copyOf(compact, size);
  }
}
