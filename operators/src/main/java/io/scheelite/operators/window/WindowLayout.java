package io.scheelite.operators.window;

import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.memory.NativeMemory;
import java.util.stream.IntStream;

/**
 * Describes a stored row: a {@link RowLayout} whose state says where the row stands and what the
 * rows up to it make of each aggregate, with the row's long strings right behind it. Rows are
 * self-contained: they can be moved and written as they are.
 *
 * <pre>
 *   0                      partition   +8           +16            +24           fixedBytes
 *  +----------------------+-----------+------------+--------------+-------------+--------------+
 *  | columns, null bits   | number of | number of  | peer groups  | state of    | long strings |
 *  |                      | first row | first peer | before, in   | each call   | and padding  |
 *  |                      | in it     |            | partition    |             |              |
 *  +----------------------+-----------+------------+--------------+-------------+--------------+
 * </pre>
 */
final class WindowLayout {
  /** Distance of the first peer's number from the partition's. */
  static final int PEER_OFFSET = 8;

  /** Distance of the group's number. */
  static final int GROUP_OFFSET = 16;

  /** Where states of calls begin. */
  static final int CALLS_OFFSET = 24;

  private final RowLayout rows;
  private final int[] stringOffsets;

  WindowLayout(Schema schema, int callBytes) {
    rows = RowLayout.withoutHash(schema, CALLS_OFFSET + callBytes);
    stringOffsets =
        IntStream.range(0, schema.size())
            .filter(i -> schema.type(i).physicalType() == PhysicalType.VIEW)
            .map(rows::columnOffset)
            .toArray();
  }

  static long words(long bytes) {
    return (bytes + 7) & -8;
  }

  RowLayout rows() {
    return rows;
  }

  RowColumn column(int column) {
    return new RowColumn(rows, column);
  }

  boolean hasVariable() {
    return stringOffsets.length > 0;
  }

  /** Without long strings; whole words. */
  int fixedBytes() {
    return rows.rowSizeBytes();
  }

  /** Where the state begins. */
  int stateOffset() {
    return rows.stateOffset();
  }

  /** Number of the first row of a row's partition. */
  long partition(long row) {
    return NativeMemory.getLong(row + rows.stateOffset());
  }

  /** Number of a row's first peer. */
  long firstPeer(long row) {
    return NativeMemory.getLong(row + rows.stateOffset() + PEER_OFFSET);
  }

  /** How many groups of peers come before a row's in its partition. */
  long group(long row) {
    return NativeMemory.getLong(row + rows.stateOffset() + GROUP_OFFSET);
  }

  /** Says where a row stands. */
  void place(long row, long partition, long firstPeer, long group) {
    long state = row + rows.stateOffset();
    NativeMemory.putLong(state, partition);
    NativeMemory.putLong(state + PEER_OFFSET, firstPeer);
    NativeMemory.putLong(state + GROUP_OFFSET, group);
  }

  /** Says what spilled rows are: files are read with the layout they were written with. */
  long contentHash() {
    return rows.hashCode();
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
