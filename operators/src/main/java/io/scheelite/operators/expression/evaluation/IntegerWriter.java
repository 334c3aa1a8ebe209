package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.kernels.Int128Values;
import io.scheelite.memory.NativeMemory;
import java.math.BigInteger;

/** Writes single integers into vectors. */
final class IntegerWriter {
  private IntegerWriter() {}

  /** Writes a value that fits. */
  static void write(PhysicalType form, long values, int row, long value) {
    long slot = values + (long) row * form.widthBytes();
    switch (form) {
      case INT8 -> NativeMemory.putByte(slot, (byte) value);
      case INT16 -> NativeMemory.putShort(slot, (short) value);
      case INT32 -> NativeMemory.putInt(slot, (int) value);
      case INT64 -> NativeMemory.putLong(slot, value);
      case INT128 -> Int128Values.put(slot, value >> 63, value);
      case BIT, FLOAT32, FLOAT64, VIEW ->
          throw new IllegalStateException("not an integer vector: " + form);
    }
  }

  /** Writes a value of any size that fits. */
  static void write(PhysicalType form, long values, int row, BigInteger value) {
    if (form == PhysicalType.INT128) {
      Int128Values.put(
          values + 16L * row, value.shiftRight(Long.SIZE).longValue(), value.longValue());
    } else {
      write(form, values, row, value.longValue());
    }
  }
}
