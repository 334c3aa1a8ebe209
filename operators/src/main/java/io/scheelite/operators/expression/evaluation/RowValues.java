package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;
import java.math.BigInteger;

/** Reads single values of vectors in any encoding: for exact reruns, messages and rare paths. */
final class RowValues {
  private RowValues() {}

  static boolean isNull(ColumnVector vector, int row) {
    return vector.validityAddress() != 0 && !Bitmap.isSet(vector.validityAddress(), row);
  }

  /** Address of a value that is at least a byte wide. */
  static long address(ColumnVector vector, int row) {
    int width = vector.physicalType().widthBytes();
    return switch (vector.encoding()) {
      case FLAT -> vector.valuesAddress() + (long) row * width;
      case CONSTANT -> vector.valuesAddress();
      case DICTIONARY -> {
        int code = NativeMemory.getInt(vector.valuesAddress() + 4L * row);
        yield vector.dictionary().valuesAddress() + (long) code * width;
      }
    };
  }

  /** An integer of at most 64 bits. */
  static long readLong(ColumnVector vector, int row) {
    long address = address(vector, row);
    return switch (vector.physicalType()) {
      case INT8 -> NativeMemory.getByte(address);
      case INT16 -> NativeMemory.getShort(address);
      case INT32 -> NativeMemory.getInt(address);
      case INT64, INT128 -> NativeMemory.getLong(address);
      case BIT, FLOAT32, FLOAT64, VIEW -> throw notAnInteger(vector);
    };
  }

  /** An integer of any width. */
  static BigInteger readInteger(ColumnVector vector, int row) {
    return switch (vector.physicalType()) {
      case INT8, INT16, INT32, INT64 -> BigInteger.valueOf(readLong(vector, row));
      case INT128 -> readInt128(address(vector, row));
      case BIT, FLOAT32, FLOAT64, VIEW -> throw notAnInteger(vector);
    };
  }

  static BigInteger readInt128(long address) {
    BigInteger low = BigInteger.valueOf(NativeMemory.getLong(address) >>> 1).shiftLeft(1);
    BigInteger high = BigInteger.valueOf(NativeMemory.getLong(address + 8)).shiftLeft(Long.SIZE);
    return high.add(low).add(BigInteger.valueOf(NativeMemory.getLong(address) & 1));
  }

  /** A floating-point number. */
  static double readDouble(ColumnVector vector, int row) {
    long address = address(vector, row);
    return switch (vector.physicalType()) {
      case FLOAT32 -> NativeMemory.getFloat(address);
      case FLOAT64 -> NativeMemory.getDouble(address);
      case BIT, INT8, INT16, INT32, INT64, INT128, VIEW ->
          throw new IllegalStateException("not a floating-point vector: " + vector.physicalType());
    };
  }

  /** A truth value of a flat or constant vector. */
  static boolean readBoolean(ColumnVector vector, int row) {
    return switch (vector.encoding()) {
      case FLAT -> Bitmap.isSet(vector.valuesAddress(), row);
      case CONSTANT -> Bitmap.isSet(vector.valuesAddress(), 0);
      case DICTIONARY ->
          Bitmap.isSet(
              vector.dictionary().valuesAddress(),
              NativeMemory.getInt(vector.valuesAddress() + 4L * row));
    };
  }

  static String readString(ColumnVector vector, int row) {
    return StringView.toString(address(vector, row));
  }

  private static IllegalStateException notAnInteger(ColumnVector vector) {
    return new IllegalStateException("not an integer vector: " + vector.physicalType());
  }
}
