package io.scheelite.operators.basic;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.expression.Expression.Literal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes literals as flat vectors into scratch memory. */
final class LiteralColumns {
  private static final int VIEW_BYTES = 16;
  private static final int INLINE_BYTES = 12;

  private LiteralColumns() {}

  /** Sizes of the buffers that {@link #write} allocates, in order. */
  static long[] bufferBytes(DataType type, List<Literal> values) {
    long strings = 0;
    for (Literal literal : values) {
      if (literal.value() instanceof String text) {
        strings += text.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    int rows = values.size();
    return new long[] {
      type.physicalType().sizeBytes(rows), PhysicalType.BIT.sizeBytes(rows), Math.max(1, strings)
    };
  }

  /** A vector of the values, in memory of {@code scratch}. */
  static ColumnVector write(DataType type, List<Literal> values, ScratchAllocator scratch) {
    long[] sizes = bufferBytes(type, values);
    long data = scratch.allocate(sizes[0]);
    long validity = scratch.allocate(sizes[1]);
    long bytes = scratch.allocate(sizes[2]);
    NativeMemory.fill(data, sizes[0], (byte) 0);
    NativeMemory.fill(validity, sizes[1], (byte) 0);
    boolean hasNulls = false;
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i).value();
      if (value == null) {
        hasNulls = true;
      } else {
        setBit(validity, i);
        bytes = write(type.physicalType(), data, i, value, bytes);
      }
    }
    return ColumnVector.flat(
        type, type.physicalType(), values.size(), data, hasNulls ? validity : 0);
  }

  private static void setBit(long bitmap, int i) {
    long address = bitmap + (i >>> 3);
    NativeMemory.putByte(address, (byte) (NativeMemory.getByte(address) | 1 << (i & 7)));
  }

  /** Writes one value; returns where the next string's bytes go. */
  private static long write(PhysicalType type, long data, int i, Object value, long bytes) {
    long slot = data + (long) i * type.widthBytes();
    switch (type) {
      case BIT -> {
        if ((Boolean) value) {
          setBit(data, i);
        }
      }
      case INT8 -> NativeMemory.putByte(slot, (byte) integer(value));
      case INT16 -> NativeMemory.putShort(slot, (short) integer(value));
      case INT32 -> NativeMemory.putInt(slot, (int) integer(value));
      case INT64 -> NativeMemory.putLong(slot, integer(value));
      case INT128 -> {
        BigInteger wide = (BigInteger) value;
        NativeMemory.putLong(slot, wide.longValue());
        NativeMemory.putLong(slot + 8, wide.shiftRight(64).longValue());
      }
      case FLOAT32 -> NativeMemory.putFloat(slot, (float) (double) (Double) value);
      case FLOAT64 -> NativeMemory.putDouble(slot, (Double) value);
      case VIEW -> {
        return writeString(slot, (String) value, bytes);
      }
    }
    return bytes;
  }

  private static long integer(Object value) {
    return ((Number) value).longValue();
  }

  private static long writeString(long view, String text, long bytes) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    NativeMemory.putInt(view, encoded.length);
    if (encoded.length <= INLINE_BYTES) {
      NativeMemory.copyFromArray(encoded, 0, view + 4, encoded.length);
      return bytes;
    }
    NativeMemory.copyFromArray(encoded, 0, bytes, encoded.length);
    NativeMemory.copyFromArray(encoded, 0, view + 4, 4);
    NativeMemory.putLong(view + VIEW_BYTES - 8, bytes);
    return bytes + encoded.length;
  }
}
