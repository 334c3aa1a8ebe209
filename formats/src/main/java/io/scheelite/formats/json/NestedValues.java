package io.scheelite.formats.json;

import io.scheelite.columnar.DataType;
import java.util.Arrays;

/**
 * What objects and arrays inside of objects are: texts of JSON, without blanks between. The one
 * place that decides it.
 */
final class NestedValues {
  private NestedValues() {}

  /** The type of a column with nested values. */
  static DataType type() {
    return DataType.UTF8;
  }

  /** The bytes of a nested value, as they are put into the column. */
  static byte[] bytes(byte[] record, int from, int to) {
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
