package io.scheelite.operators.window;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.memory.NativeMemory;

/** Reads and compares one column of stored rows, given by their addresses. Immutable. */
final class RowColumn {
  private final DataType type;
  private final PhysicalType form;
  private final int offset;
  private final int nullBit;

  RowColumn(RowLayout layout, int column) {
    this.type = layout.schema().type(column);
    this.form = type.physicalType();
    this.offset = layout.columnOffset(column);
    this.nullBit = layout.nullBit(column);
  }

  DataType type() {
    return type;
  }

  PhysicalType form() {
    return form;
  }

  boolean isNull(long row) {
    return nullBit >= 0 && (NativeMemory.getByte(row + (nullBit >>> 3)) >>> (nullBit & 7) & 1) != 0;
  }

  /** Where the value lies. */
  long slot(long row) {
    return row + offset;
  }

  /** The value of a boolean or an integer of at most 64 bits. */
  long getLong(long row) {
    long slot = row + offset;
    return switch (form) {
      case BIT, INT8 -> NativeMemory.getByte(slot);
      case INT16 -> NativeMemory.getShort(slot);
      case INT32 -> NativeMemory.getInt(slot);
      case INT64 -> NativeMemory.getLong(slot);
      case INT128, FLOAT32, FLOAT64, VIEW ->
          throw new IllegalStateException("column is no integer: type=" + type.sqlName());
    };
  }

  /** The value of a float of either width. */
  double getDouble(long row) {
    long slot = row + offset;
    return form == PhysicalType.FLOAT32
        ? NativeMemory.getFloat(slot)
        : NativeMemory.getDouble(slot);
  }

  /** Length of a string, in bytes. */
  int length(long row) {
    return NativeMemory.getInt(row + offset);
  }

  /** Where the bytes of a string lie. */
  long bytes(long row) {
    long slot = row + offset;
    return NativeMemory.getInt(slot) <= StringView.MAX_INLINE_LENGTH
        ? slot + StringView.PREFIX_OFFSET
        : row + NativeMemory.getLong(slot + StringView.REST_OFFSET);
  }

  /** Whether both are null, or neither and they are equal as sorting sees it. */
  boolean same(long rowA, long rowB) {
    boolean isNull = isNull(rowA);
    return isNull == isNull(rowB) && (isNull || compare(rowA, this, rowB) == 0);
  }

  /** Compares two values that are not null: NaN is the largest, −0 equals 0. */
  int compare(long rowA, RowColumn other, long rowB) {
    return switch (form) {
      case BIT, INT8, INT16, INT32, INT64 -> Long.compare(getLong(rowA), other.getLong(rowB));
      case FLOAT32, FLOAT64 -> Double.compare(getDouble(rowA) + 0.0, other.getDouble(rowB) + 0.0);
      case INT128 -> compareWide(rowA + offset, rowB + other.offset);
      case VIEW ->
          NativeMemory.compareUnsigned(
              bytes(rowA), length(rowA), other.bytes(rowB), other.length(rowB));
    };
  }

  private static int compareWide(long a, long b) {
    int high = Long.compare(NativeMemory.getLong(a + 8), NativeMemory.getLong(b + 8));
    return high != 0
        ? high
        : Long.compareUnsigned(NativeMemory.getLong(a), NativeMemory.getLong(b));
  }
}
