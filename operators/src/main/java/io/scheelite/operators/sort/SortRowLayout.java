package io.scheelite.operators.sort;

import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.plan.SortKey;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Describes a row that is being sorted. Rows are self-contained: they can be moved and written as
 * they are.
 *
 * <pre>
 *   0              keyOffset        columnOffset(0) ...                 fixedBytes
 *  +--------------+----------------+----------+----------+-----+-------+--------------------+
 *  | null bits    | normalized key | column 0 | column 1 | ... | pad 8 | long strings | pad |
 *  +--------------+----------------+----------+----------+-----+-------+--------------------+
 * </pre>
 *
 * A set null bit means null; bit i is column i. Columns have the width of their type, booleans one
 * byte. A string is as in {@link StringView}, but a long one has the offset of its bytes from the
 * beginning of the row in place of an address.
 */
final class SortRowLayout {
  private final Schema schema;
  private final SortKeyLayout keys;
  private final int[] columnOffsets;
  private final int[] stringOffsets;
  private final int keyOffset;
  private final int fixedBytes;

  SortRowLayout(Schema schema, List<SortKey> sortKeys) {
    this.schema = schema;
    this.keys = new SortKeyLayout(sortKeys, schema);
    this.keyOffset = (schema.size() + 63) >>> 6 << 3;
    this.columnOffsets = new int[schema.size()];
    int offset = keyOffset + keys.sizeBytes();
    for (int i = 0; i < schema.size(); i++) {
      int width = width(schema.type(i).physicalType());
      int alignment = Math.min(8, width);
      offset = (offset + alignment - 1) & -alignment;
      columnOffsets[i] = offset;
      offset += width;
    }
    this.fixedBytes = (offset + 7) & -8;
    this.stringOffsets =
        IntStream.range(0, schema.size())
            .filter(i -> schema.type(i).physicalType() == PhysicalType.VIEW)
            .map(i -> columnOffsets[i])
            .toArray();
  }

  private static int width(PhysicalType type) {
    return Math.max(1, type.widthBytes());
  }

  /** Says what spilled rows are: files are read with the layout they were written with. */
  long contentHash() {
    return 31L * schema.hashCode() + keys.sizeBytes();
  }

  Schema schema() {
    return schema;
  }

  SortKeyLayout keys() {
    return keys;
  }

  int keyOffset() {
    return keyOffset;
  }

  int columnOffset(int column) {
    return columnOffsets[column];
  }

  int columnBytes(int column) {
    return width(schema.type(column).physicalType());
  }

  /** Without long strings. */
  int fixedBytes() {
    return fixedBytes;
  }

  /** How rows of this layout compare. */
  RowOrder order() {
    return new RowOrder(keys, keyOffset, columnOffsets);
  }

  /** Bytes of a row together with its long strings, whole words. */
  long sizeBytes(long row) {
    long total = fixedBytes;
    for (int offset : stringOffsets) {
      int length = NativeMemory.getInt(row + offset);
      total += length > StringView.MAX_INLINE_LENGTH ? length : 0;
    }
    return (total + 7) & -8;
  }
}
