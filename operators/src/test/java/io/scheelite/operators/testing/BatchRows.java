package io.scheelite.operators.testing;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.memory.NativeMemory;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads batches value by value into the objects that literals hold: slow, plain, for tests. */
public final class BatchRows {
  private BatchRows() {}

  /** The selected rows. */
  public static List<List<@Nullable Object>> of(Batch batch) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < batch.numSelectedRows(); i++) {
      int row = i;
      if (batch.selection() != null) {
        row = Short.toUnsignedInt(NativeMemory.getShort(batch.selection().address() + 2L * i));
      }
      List<@Nullable Object> values = new ArrayList<>();
      for (ColumnVector column : batch.columns()) {
        values.add(value(column, row));
      }
      rows.add(values);
    }
    return rows;
  }

  /** One value; null if it is null. */
  public static @Nullable Object value(ColumnVector column, int row) {
    if (column.validityAddress() != 0 && !bit(column.validityAddress(), row)) {
      requireZeroSlot(column, row);
      return null;
    }
    return switch (column.encoding()) {
      case FLAT -> flat(column.type(), column.physicalType(), column.valuesAddress(), row);
      case CONSTANT -> flat(column.type(), column.physicalType(), column.valuesAddress(), 0);
      case DICTIONARY ->
          value(column.dictionary(), NativeMemory.getInt(column.valuesAddress() + 4L * row));
    };
  }

  /** Kernels compute on the slots of nulls, so they hold zero. */
  private static void requireZeroSlot(ColumnVector column, int row) {
    boolean flat = column.encoding() == Encoding.FLAT;
    int width = flat ? column.physicalType().widthBytes() : 4;
    boolean zero =
        column.encoding() == Encoding.CONSTANT
            || flat && width == 0 && !bit(column.valuesAddress(), row);
    for (int i = 0; i < width; i++) {
      zero = NativeMemory.getByte(column.valuesAddress() + (long) row * width + i) == 0;
      if (!zero) {
        break;
      }
    }
    if (!zero) {
      throw new AssertionError("the slot of a null is not zero: type=" + column.type());
    }
  }

  private static Object flat(DataType type, PhysicalType physical, long values, int row) {
    long address = values + (long) row * physical.widthBytes();
    return switch (physical) {
      case BIT -> bit(values, row);
      case INT8 -> integer(type, NativeMemory.getByte(address));
      case INT16 -> integer(type, NativeMemory.getShort(address));
      case INT32 -> integer(type, NativeMemory.getInt(address));
      case INT64 -> integer(type, NativeMemory.getLong(address));
      case INT128 ->
          BigInteger.valueOf(NativeMemory.getLong(address + 8))
              .shiftLeft(64)
              .or(
                  BigInteger.valueOf(NativeMemory.getLong(address))
                      .and(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE)));
      case FLOAT32 -> (double) NativeMemory.getFloat(address);
      case FLOAT64 -> NativeMemory.getDouble(address);
      case VIEW -> string(address);
    };
  }

  private static Object integer(DataType type, long value) {
    return type instanceof DataType.Decimal ? BigInteger.valueOf(value) : (Object) value;
  }

  private static String string(long view) {
    int length = NativeMemory.getInt(view);
    byte[] bytes = new byte[length];
    long from = length <= 12 ? view + 4 : NativeMemory.getLong(view + 8);
    NativeMemory.copyToArray(from, bytes, 0, length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static boolean bit(long bitmap, int i) {
    return (NativeMemory.getByte(bitmap + (i >>> 3)) >>> (i & 7) & 1) != 0;
  }
}
