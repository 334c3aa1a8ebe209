package io.scheelite.spill.block.columns;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;

/** Copies values of any width into the widest form of their type. Stateless. */
final class ValueCopies {
  private ValueCopies() {}

  /** Copies the values at these positions to {@code to}; long strings go to the heap. */
  static void copy(
      ColumnVector column,
      long from,
      RowPositions positions,
      DataType type,
      long to,
      PieceHeap heap) {
    int[] indexes = positions.indexes(column);
    int count = positions.count();
    boolean wide = type.physicalType() == PhysicalType.INT128;
    switch (column.physicalType()) {
      case BIT -> bits(from, indexes, count, to);
      case INT8 -> bytes(from, indexes, count, to, wide);
      case INT16 -> shorts(from, indexes, count, to, wide);
      case INT32 -> ints(from, indexes, count, to, wide);
      case INT64 -> longs(from, indexes, count, to, wide);
      case FLOAT64 -> longs(from, indexes, count, to, false);
      case FLOAT32 -> floats(from, indexes, count, to);
      case INT128 -> pairs(from, indexes, count, to, wide);
      case VIEW -> views(from, indexes, count, to, heap);
    }
  }

  private static void bits(long from, int[] indexes, int count, long to) {
    for (int i = 0; i < count; i++) {
      NativeMemory.putByte(to + i, (byte) (Bitmap.isSet(from, indexes[i]) ? 1 : 0));
    }
  }

  private static void putInteger(long to, int i, long value, boolean wide) {
    if (wide) {
      NativeMemory.putLong(to + 16L * i, value);
      NativeMemory.putLong(to + 16L * i + 8, value >> 63);
    } else {
      NativeMemory.putLong(to + 8L * i, value);
    }
  }

  private static void bytes(long from, int[] indexes, int count, long to, boolean wide) {
    for (int i = 0; i < count; i++) {
      putInteger(to, i, NativeMemory.getByte(from + indexes[i]), wide);
    }
  }

  private static void shorts(long from, int[] indexes, int count, long to, boolean wide) {
    for (int i = 0; i < count; i++) {
      putInteger(to, i, NativeMemory.getShort(from + 2L * indexes[i]), wide);
    }
  }

  private static void ints(long from, int[] indexes, int count, long to, boolean wide) {
    for (int i = 0; i < count; i++) {
      putInteger(to, i, NativeMemory.getInt(from + 4L * indexes[i]), wide);
    }
  }

  private static void longs(long from, int[] indexes, int count, long to, boolean wide) {
    for (int i = 0; i < count; i++) {
      putInteger(to, i, NativeMemory.getLong(from + 8L * indexes[i]), wide);
    }
  }

  private static void floats(long from, int[] indexes, int count, long to) {
    for (int i = 0; i < count; i++) {
      NativeMemory.putInt(to + 4L * i, NativeMemory.getInt(from + 4L * indexes[i]));
    }
  }

  /** Of a type of up to 64 bits the low half is the value. */
  private static void pairs(long from, int[] indexes, int count, long to, boolean wide) {
    for (int i = 0; i < count; i++) {
      long source = from + 16L * indexes[i];
      if (wide) {
        NativeMemory.putLong(to + 16L * i, NativeMemory.getLong(source));
        NativeMemory.putLong(to + 16L * i + 8, NativeMemory.getLong(source + 8));
      } else {
        NativeMemory.putLong(to + 8L * i, NativeMemory.getLong(source));
      }
    }
  }

  private static void views(long from, int[] indexes, int count, long to, PieceHeap heap) {
    for (int i = 0; i < count; i++) {
      heap.copyView(
          from + (long) indexes[i] * StringView.SIZE_BYTES, to + (long) i * StringView.SIZE_BYTES);
    }
  }
}
