package io.scheelite.operators.sort;

import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.plan.SortKey;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Describes a row that is being sorted: a {@link RowLayout} whose state is the normalized key, with
 * the row's long strings right behind it. Rows are self-contained: they can be moved and written as
 * they are.
 *
 * <pre>
 *   0                      keyOffset         fixedBytes
 *  +----------------------+-----------------+--------------------+
 *  | columns, null bits   | normalized key  | long strings | pad |
 *  +----------------------+-----------------+--------------------+
 * </pre>
 */
final class SortRowLayout {
  private final SortKeyLayout keys;
  private final RowLayout rows;
  private final int[] columnOffsets;
  private final int[] stringOffsets;

  SortRowLayout(Schema schema, List<SortKey> sortKeys) {
    keys = new SortKeyLayout(sortKeys, schema);
    rows = RowLayout.withoutHash(schema, keys.sizeBytes());
    columnOffsets = IntStream.range(0, schema.size()).map(rows::columnOffset).toArray();
    stringOffsets =
        IntStream.range(0, schema.size())
            .filter(i -> schema.type(i).physicalType() == PhysicalType.VIEW)
            .map(rows::columnOffset)
            .toArray();
  }

  static long words(long bytes) {
    return (bytes + 7) & -8;
  }

  /** Says what spilled rows are: files are read with the layout they were written with. */
  long contentHash() {
    return 31L * rows.schema().hashCode() + keys.sizeBytes();
  }

  /** How the columns lie. */
  RowLayout rows() {
    return rows;
  }

  SortKeyLayout keys() {
    return keys;
  }

  int keyOffset() {
    return rows.stateOffset();
  }

  /** Without long strings; whole words. */
  int fixedBytes() {
    return rows.rowSizeBytes();
  }

  /** How rows of this layout compare. */
  RowOrder order() {
    return new RowOrder(keys, keyOffset(), columnOffsets);
  }

  /** Bytes of a row together with its long strings, whole words. */
  long sizeBytes(long row) {
    long total = fixedBytes();
    for (int offset : stringOffsets) {
      int length = NativeMemory.getInt(row + offset);
      total += length > StringView.MAX_INLINE_LENGTH ? length : 0;
    }
    return words(total);
  }
}
