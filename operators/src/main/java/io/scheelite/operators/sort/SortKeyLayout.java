package io.scheelite.operators.sort;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.operators.plan.SortKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Describes the normalized key of a row: compared byte by byte, unsigned, it gives the order of the
 * sort keys, but for strings that agree in their first bytes.
 *
 * <pre>
 *   key 0                      key 1                       ...  padding to whole words
 *  +---------+----------------+---------+-----------------+----+----------+
 *  | null 1B | value, big end | null 1B | value, big end  |    | zero     |
 *  +---------+----------------+---------+-----------------+----+----------+
 * </pre>
 *
 * The null byte is missing for columns that are never null. Integers have their sign bit flipped,
 * floats are mapped to integers of the same order (−0 equals 0, NaN is the largest), strings give
 * their first {@link #STRING_PREFIX_BYTES} bytes, padded with zeros. Descending values are
 * inverted. A null's value is zero.
 */
final class SortKeyLayout {
  /** Bytes of a string that go into the key. */
  static final int STRING_PREFIX_BYTES = 16;

  /** So many bytes can be read at the start of every key. */
  static final int SMALLEST_BYTES = 16;

  /**
   * One sort key.
   *
   * @param column position in the schema
   * @param nullOffset where the null byte is, or −1
   * @param valueOffset where the value is
   * @param valueBytes size of the value
   */
  record Part(
      int column,
      DataType type,
      boolean ascending,
      boolean nullsFirst,
      int nullOffset,
      int valueOffset,
      int valueBytes) {
    boolean isString() {
      return type.physicalType() == PhysicalType.VIEW;
    }

    int endOffset() {
      return valueOffset + valueBytes;
    }
  }

  private final List<Part> parts = new ArrayList<>();
  private final int usedBytes;
  private final int sizeBytes;
  private final boolean hasStrings;

  SortKeyLayout(List<SortKey> keys, Schema schema) {
    int offset = 0;
    for (SortKey key : keys) {
      Field field = schema.field(key.column());
      int nullOffset = field.nullable() ? offset++ : -1;
      int size = valueBytes(field.type());
      parts.add(
          new Part(
              key.column(),
              field.type(),
              key.ascending(),
              key.nullsFirst(),
              nullOffset,
              offset,
              size));
      offset += size;
    }
    usedBytes = offset;
    sizeBytes = Math.max(SMALLEST_BYTES, (offset + 7) & -8);
    hasStrings = parts.stream().anyMatch(Part::isString);
  }

  private static int valueBytes(DataType type) {
    return switch (type.physicalType()) {
      case BIT -> 1;
      case VIEW -> STRING_PREFIX_BYTES;
      case INT8, INT16, INT32, INT64, INT128, FLOAT32, FLOAT64 -> type.physicalType().widthBytes();
    };
  }

  List<Part> parts() {
    return parts;
  }

  /** Whole 64-bit words, at least {@link #SMALLEST_BYTES}. */
  int sizeBytes() {
    return sizeBytes;
  }

  /** Without the padding. */
  int usedBytes() {
    return usedBytes;
  }

  boolean hasStrings() {
    return hasStrings;
  }

  /**
   * So many leading bytes can be compared without looking at whole strings: all up to the first
   * string's.
   */
  int plainBytes() {
    for (Part part : parts) {
      if (part.isString()) {
        return part.endOffset();
      }
    }
    return sizeBytes;
  }
}
