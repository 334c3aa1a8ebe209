package io.scheelite.formats.csv;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.NativeMemory;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Room for the values of one column of a batch. Used by one thread; the memory is its reader's. */
final class CsvColumn {
  private final DataType type;
  private final PhysicalType physicalType;
  private final VectorTarget target;
  private final int capacity;
  private boolean hasNulls;

  CsvColumn(DataType type, VectorTarget target, int capacity) {
    this.type = type;
    this.physicalType = type.physicalType();
    this.target = target;
    this.capacity = capacity;
  }

  DataType type() {
    return type;
  }

  /** Makes all rows null. */
  void clear() {
    hasNulls = false;
    NativeMemory.fill(
        target.valuesAddress(), VectorTarget.valuesBytes(physicalType, capacity), (byte) 0);
    Bitmap.fill(target.validityAddress(), capacity, false);
  }

  /** Writes a text; its bytes go to {@code heap} unless they fit into the view. */
  void putText(int row, byte[] utf8, long heap) {
    Bitmap.set(target.validityAddress(), row);
    StringView.write(target.valuesAddress() + (long) StringView.SIZE_BYTES * row, utf8, heap);
  }

  void putNull() {
    hasNulls = true;
  }

  /** Writes a value that is no text; false if it is none of the type. */
  boolean put(int row, String text) {
    Bitmap.set(target.validityAddress(), row);
    long slot = target.valuesAddress() + (long) physicalType.widthBytes() * row;
    return switch (type) {
      case DataType.Bool _ -> putTruth(row, CsvValues.truth(text));
      case DataType.Float32 _ -> putNumber(slot, CsvValues.number(text), true);
      case DataType.Float64 _ -> putNumber(slot, CsvValues.number(text), false);
      case DataType.Decimal decimal -> putDecimal(slot, CsvValues.decimal(decimal, text));
      case DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Date _,
          DataType.Timestamp _ ->
          putInteger(slot, CsvValues.integer(type, text));
      case DataType.Utf8 _, DataType.Null _ ->
          throw new IllegalStateException("not a value of this kind: type=" + type);
    };
  }

  private boolean putTruth(int row, @Nullable Boolean value) {
    if (Boolean.TRUE.equals(value)) {
      Bitmap.set(target.valuesAddress(), row);
    }
    return value != null;
  }

  private static boolean putNumber(long slot, @Nullable Double value, boolean single) {
    if (value == null) {
      return false;
    }
    if (single) {
      NativeMemory.putFloat(slot, value.floatValue());
    } else {
      NativeMemory.putDouble(slot, value);
    }
    return true;
  }

  private boolean putDecimal(long slot, @Nullable BigInteger value) {
    if (value == null) {
      return false;
    }
    if (physicalType == PhysicalType.INT128) {
      NativeMemory.putLong(slot, value.longValue());
      NativeMemory.putLong(slot + Long.BYTES, value.shiftRight(Long.SIZE).longValue());
      return true;
    }
    return putInteger(slot, value.longValueExact());
  }

  private boolean putInteger(long slot, @Nullable Long value) {
    if (value == null) {
      return false;
    }
    switch (physicalType) {
      case INT8 -> NativeMemory.putByte(slot, value.byteValue());
      case INT16 -> NativeMemory.putShort(slot, value.shortValue());
      case INT32 -> NativeMemory.putInt(slot, value.intValue());
      case INT64 -> NativeMemory.putLong(slot, value);
      case INT128, BIT, FLOAT32, FLOAT64, VIEW ->
          throw new IllegalStateException("not stored as an integer: type=" + type);
    }
    return true;
  }

  ColumnVector vector(int numRows) {
    return ColumnVector.flat(
        type,
        physicalType,
        numRows,
        target.valuesAddress(),
        hasNulls ? target.validityAddress() : 0);
  }
}
