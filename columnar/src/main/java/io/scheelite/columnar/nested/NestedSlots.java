package io.scheelite.columnar.nested;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;
import java.util.function.IntToLongFunction;

/** Moves single values between vectors and nested values. Stateless. */
public final class NestedSlots {
  private NestedSlots() {}

  /**
   * Writes the value at the reader into a row of a flat vector in the widest form of its type.
   * Texts and nested values are views into the nested value where that is possible.
   *
   * @param values the vector's values; bits must be clear
   * @param heap gives room for the bytes of other texts
   */
  public static void unpack(
      NestedReader reader, DataType type, long values, int row, IntToLongFunction heap) {
    PhysicalType form = type.physicalType();
    long slot = values + (long) row * form.widthBytes();
    switch (form) {
      case BIT -> {
        if (!(type instanceof DataType.Null) && reader.readBoolean()) {
          Bitmap.set(values, row);
        }
      }
      case INT8 -> NativeMemory.putByte(slot, (byte) reader.readInteger(1));
      case INT16 -> NativeMemory.putShort(slot, (short) reader.readInteger(2));
      case INT32 -> NativeMemory.putInt(slot, (int) reader.readInteger(4));
      case INT64 -> NativeMemory.putLong(slot, reader.readInteger(8));
      case INT128 -> reader.copyInt128(slot);
      case FLOAT32 -> NativeMemory.putFloat(slot, reader.readFloat32());
      case FLOAT64 -> NativeMemory.putDouble(slot, reader.readFloat64());
      case VIEW -> unpackBytes(reader, type, slot, heap);
    }
  }

  private static void unpackBytes(
      NestedReader reader, DataType type, long view, IntToLongFunction heap) {
    if (DataType.isNested(type)) {
      long start = reader.position();
      reader.skip(type);
      StringView.write(view, start, Math.toIntExact(reader.position() - start));
      return;
    }
    reader.readBytes();
    int length = reader.bytesLength();
    if (reader.isPlain()) {
      StringView.write(view, reader.bytesAddress(), length);
      return;
    }
    long copy = heap.applyAsLong(length);
    reader.copyBytes(copy);
    StringView.write(view, copy, length);
  }

  /** Packs a value of a vector, which may be null, as an element or a field: with its mark. */
  public static void pack(NestedWriter writer, ColumnVector source, int row) {
    long validity = source.validityAddress();
    if (source.type() instanceof DataType.Null || (validity != 0 && !Bitmap.isSet(validity, row))) {
      writer.writeNull(source.type());
      return;
    }
    writer.mark();
    packValue(writer, source, row);
  }

  /** Packs a value of a vector that is not null, without a mark. */
  public static void packValue(NestedWriter writer, ColumnVector source, int row) {
    switch (source.encoding()) {
      case FLAT -> packFlat(writer, source, row);
      case CONSTANT -> packFlat(writer, source, 0);
      case DICTIONARY ->
          packFlat(
              writer, source.dictionary(), NativeMemory.getInt(source.valuesAddress() + 4L * row));
    }
  }

  /**
   * Packs a range of values as elements of a list.
   *
   * @param noNulls that none of them is null
   */
  public static void pack(
      NestedWriter writer, ColumnVector source, int from, int to, boolean noNulls) {
    PhysicalType form = source.physicalType();
    PhysicalType widest = source.type().physicalType();
    boolean integers = form.isNarrowInteger() && widest.isNarrowInteger();
    if (noNulls && integers && source.encoding() == Encoding.FLAT) {
      long values = source.valuesAddress() + (long) from * form.widthBytes();
      writer.writeIntegers(values, form, to - from, widest.widthBytes());
      return;
    }
    if (noNulls && form == PhysicalType.VIEW && !DataType.isNested(source.type())) {
      packViews(writer, source, from, to);
      return;
    }
    for (int row = from; row < to; row++) {
      pack(writer, source, row);
    }
  }

  private static void packViews(NestedWriter writer, ColumnVector source, int from, int to) {
    boolean coded = source.encoding() == Encoding.DICTIONARY;
    boolean constant = source.encoding() == Encoding.CONSTANT;
    long views = coded ? source.dictionary().valuesAddress() : source.valuesAddress();
    for (int row = from; row < to; row++) {
      int code = coded ? NativeMemory.getInt(source.valuesAddress() + 4L * row) : row;
      writer.mark();
      writer.writeView(views + (constant ? 0 : (long) code * StringView.SIZE_BYTES));
    }
  }

  private static void packFlat(NestedWriter writer, ColumnVector source, int row) {
    PhysicalType form = source.physicalType();
    PhysicalType widest = source.type().physicalType();
    long slot = source.valuesAddress() + (long) row * form.widthBytes();
    switch (form) {
      case BIT -> writer.writeBoolean(Bitmap.isSet(source.valuesAddress(), row));
      case INT8 -> packInteger(writer, NativeMemory.getByte(slot), widest);
      case INT16 -> packInteger(writer, NativeMemory.getShort(slot), widest);
      case INT32 -> packInteger(writer, NativeMemory.getInt(slot), widest);
      case INT64 -> packInteger(writer, NativeMemory.getLong(slot), widest);
      case INT128 -> {
        long low = NativeMemory.getLong(slot);
        if (widest == PhysicalType.INT128) {
          writer.writeInt128(low, NativeMemory.getLong(slot + Long.BYTES));
        } else {
          writer.writeInteger(low, widest.widthBytes());
        }
      }
      case FLOAT32 -> writer.writeFloat32(NativeMemory.getFloat(slot));
      case FLOAT64 -> writer.writeFloat64(NativeMemory.getDouble(slot));
      case VIEW -> {
        if (DataType.isNested(source.type())) {
          writer.writePacked(StringView.bytesAddress(slot), StringView.length(slot));
        } else {
          writer.writeView(slot);
        }
      }
    }
  }

  private static void packInteger(NestedWriter writer, long value, PhysicalType widest) {
    if (widest == PhysicalType.INT128) {
      writer.writeInt128(value, value >> 63);
    } else {
      writer.writeInteger(value, widest.widthBytes());
    }
  }
}
