package io.scheelite.formats.text;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.formats.FormatException;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.NativeMemory;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Room for the values of one column of a batch, which are read from the bytes of texts. Common
 * forms are read byte by byte; what is longer or rarer goes through {@link TextValues}, which
 * decides what a value is. Used by one thread; the memory is its reader's.
 */
public final class TextColumn {
  /** How the bytes of a value are read. */
  private enum Kind {
    TEXT,
    INTEGER,
    DECIMAL,
    NUMBER,
    DATE,
    TIMESTAMP,
    TRUTH,
    BY_FORMAT
  }

  private final DataType type;
  private final PhysicalType physicalType;
  private final Kind kind;
  private final VectorTarget target;
  private final int capacity;
  private final ByteNumbers numbers = new ByteNumbers();
  private final @Nullable DateTimeFormat format;
  private final int scale;
  private final int precision;
  private boolean hasNulls;

  /**
   * @param target room for so many rows
   * @param format of dates and timestamps; null for ISO 8601's
   */
  public TextColumn(
      DataType type, VectorTarget target, int capacity, @Nullable DateTimeFormat format) {
    this.type = type;
    this.physicalType = type.physicalType();
    this.format = format;
    this.kind = format == null ? kind(type) : Kind.BY_FORMAT;
    this.target = target;
    this.capacity = capacity;
    this.scale = type instanceof DataType.Decimal decimal ? decimal.scale() : 0;
    this.precision = type instanceof DataType.Decimal decimal ? decimal.precision() : 0;
  }

  private static Kind kind(DataType type) {
    return switch (type) {
      case DataType.Bool _ -> Kind.TRUTH;
      case DataType.Float32 _, DataType.Float64 _ -> Kind.NUMBER;
      case DataType.Decimal _ -> Kind.DECIMAL;
      case DataType.Int8 _, DataType.Int16 _, DataType.Int32 _, DataType.Int64 _ -> Kind.INTEGER;
      case DataType.Date _ -> Kind.DATE;
      case DataType.Timestamp _ -> Kind.TIMESTAMP;
      case DataType.Utf8 _ -> Kind.TEXT;
      case DataType.Null _, DataType.Binary _, DataType.List _, DataType.Struct _, DataType.Map _ ->
          throw new FormatException(
              ErrorCode.UNSUPPORTED,
              "values of this type are not read from text, read them as VARCHAR: type="
                  + type.sqlName());
    };
  }

  /** Its type. */
  public DataType type() {
    return type;
  }

  /** Whether its values are texts, which are put by {@link #putText}. */
  public boolean isText() {
    return kind == Kind.TEXT;
  }

  /** Makes all rows null. */
  public void clear() {
    hasNulls = false;
    NativeMemory.fill(
        target.valuesAddress(), VectorTarget.valuesBytes(physicalType, capacity), (byte) 0);
    Bitmap.fill(target.validityAddress(), capacity, false);
  }

  /** Makes a row null again, whatever has been put there. */
  public void forget(int row) {
    Bitmap.clear(target.validityAddress(), row);
    if (physicalType == PhysicalType.BIT) {
      Bitmap.clear(target.valuesAddress(), row);
    } else {
      int width = physicalType.widthBytes();
      NativeMemory.fill(target.valuesAddress() + (long) width * row, width, (byte) 0);
    }
  }

  /** Leaves a row null. */
  public void putNull() {
    hasNulls = true;
  }

  /**
   * Refers to a text, whose bytes must stay where they are while the batch is used; false if it is
   * not UTF-8.
   */
  public boolean putText(int row, long bytes, int length) {
    Bitmap.set(target.validityAddress(), row);
    StringView.write(target.valuesAddress() + (long) StringView.SIZE_BYTES * row, bytes, length);
    return Utf8.isValid(bytes, length);
  }

  /** Writes a value that is no text; false if it is none of the type. */
  public boolean put(int row, long bytes, int length) {
    Bitmap.set(target.validityAddress(), row);
    long slot = target.valuesAddress() + (long) physicalType.widthBytes() * row;
    boolean found =
        switch (kind) {
          case INTEGER -> numbers.integer(bytes, length);
          case DATE -> numbers.date(bytes, length);
          case TIMESTAMP -> numbers.timestamp(bytes, length);
          case DECIMAL -> precision <= 18 && numbers.decimal(bytes, length, scale, precision);
          case NUMBER -> numbers.number(bytes, length);
          case TRUTH, BY_FORMAT, TEXT -> false;
        };
    if (!found) {
      return putOther(row, slot, text(bytes, length));
    }
    if (kind == Kind.NUMBER) {
      return putNumber(slot, numbers.real());
    }
    return putInteger(slot, numbers.whole());
  }

  /** The text of some bytes. */
  public static String text(long bytes, int length) {
    byte[] copy = new byte[length];
    NativeMemory.copyToArray(bytes, copy, 0, length);
    return new String(copy, StandardCharsets.UTF_8);
  }

  private boolean putOther(int row, long slot, String text) {
    if (format != null) {
      Long value = format.parse(type, text);
      return value != null && putInteger(slot, value);
    }
    return switch (kind) {
      case TRUTH -> putTruth(row, TextValues.truth(text));
      case NUMBER -> {
        Double value = TextValues.number(text);
        yield value != null && putNumber(slot, value);
      }
      case DECIMAL -> putDecimal(slot, TextValues.decimal((DataType.Decimal) type, text));
      case INTEGER, DATE, TIMESTAMP -> {
        Long value = TextValues.integer(type, text);
        yield value != null && putInteger(slot, value);
      }
      case TEXT, BY_FORMAT ->
          throw new IllegalStateException("not a value of this kind: type=" + type);
    };
  }

  private boolean putTruth(int row, @Nullable Boolean value) {
    if (Boolean.TRUE.equals(value)) {
      Bitmap.set(target.valuesAddress(), row);
    }
    return value != null;
  }

  private boolean putNumber(long slot, double value) {
    if (physicalType == PhysicalType.FLOAT32) {
      NativeMemory.putFloat(slot, (float) value);
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

  /** False if it is out of the type's range. */
  private boolean putInteger(long slot, long value) {
    switch (physicalType) {
      case INT8 -> NativeMemory.putByte(slot, (byte) value);
      case INT16 -> NativeMemory.putShort(slot, (short) value);
      case INT32 -> NativeMemory.putInt(slot, (int) value);
      case INT64 -> NativeMemory.putLong(slot, value);
      case INT128, BIT, FLOAT32, FLOAT64, VIEW ->
          throw new IllegalStateException("not stored as an integer: type=" + type);
    }
    return switch (physicalType) {
      case INT8 -> value == (byte) value;
      case INT16 -> value == (short) value;
      case INT32 -> value == (int) value;
      default -> true;
    };
  }

  /** The first rows. */
  public ColumnVector vector(int numRows) {
    return ColumnVector.flat(
        type,
        physicalType,
        numRows,
        target.valuesAddress(),
        hasNulls ? target.validityAddress() : 0);
  }
}
