package io.scheelite.operators.distributed;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;

/** Guesses how many bytes a row takes when it is sent. */
final class RowWidth {
  private static final int STRING_BYTES = 32;

  private RowWidth() {}

  static double of(Schema schema) {
    double bytes = 0;
    for (Field field : schema.fields()) {
      bytes += field.type() instanceof DataType.Utf8 ? STRING_BYTES : width(field.type());
    }
    return Math.max(1, bytes);
  }

  private static int width(DataType type) {
    return Math.max(1, type.physicalType().widthBytes());
  }
}
