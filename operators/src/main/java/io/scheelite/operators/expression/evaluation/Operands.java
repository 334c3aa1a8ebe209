package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.ConvertKernels;
import io.scheelite.columnar.kernels.VectorGather;
import java.util.List;

/** Brings operands into the form that a kernel wants. */
final class Operands {
  private Operands() {}

  /** The rows that are valid in both: 0, one of the two bitmaps, or their intersection. */
  static long validity(ColumnVector left, ColumnVector right, long target) {
    long a = left.validityAddress();
    long b = right.validityAddress();
    if (a == 0 || a == b) {
      return b;
    }
    if (b == 0) {
      return a;
    }
    Bitmap.and(target, a, b, left.numRows());
    return target;
  }

  /** The rows that are valid in all: 0, one of their bitmaps, or the intersection. */
  static long validity(List<ColumnVector> vectors, int numRows, long target) {
    long result = 0;
    for (ColumnVector vector : vectors) {
      long other = vector.validityAddress();
      if (result == 0) {
        result = other;
      } else if (other != 0 && other != result) {
        Bitmap.and(target, result, other, numRows);
        result = target;
      }
    }
    return result;
  }

  /** Address of the values as a flat vector. */
  static ColumnVector flat(ColumnVector vector, VectorTarget temporary) {
    return vector.encoding() == Encoding.FLAT ? vector : VectorGather.flatten(vector, temporary);
  }

  /**
   * Address of a flat integer vector's values in another width.
   *
   * @param temporary where they are put unless they have that width already; may be the vector's
   *     own memory when values get narrower
   */
  static long widen(ColumnVector flat, PhysicalType width, long temporary) {
    return convert(flat.physicalType(), width, flat.valuesAddress(), flat.numRows(), temporary);
  }

  /** As {@link #widen}, for plain addresses. */
  static long convert(
      PhysicalType from, PhysicalType to, long values, int numRows, long temporary) {
    if (from == to) {
      return values;
    }
    switch (to) {
      case INT8 -> toInt8(from, values, numRows, temporary);
      case INT16 -> toInt16(from, values, numRows, temporary);
      case INT32 -> toInt32(from, values, numRows, temporary);
      case INT64 -> toInt64(from, values, numRows, temporary);
      case INT128 -> toInt128(from, values, numRows, temporary);
      case BIT, FLOAT32, FLOAT64, VIEW -> throw notAnInteger(to);
    }
    return temporary;
  }

  private static void toInt8(PhysicalType from, long values, int numRows, long target) {
    switch (from) {
      case INT16 -> ConvertKernels.int16ToInt8(values, numRows, target);
      case INT32 -> ConvertKernels.int32ToInt8(values, numRows, target);
      case INT64 -> ConvertKernels.int64ToInt8(values, numRows, target);
      case INT128 -> {
        ConvertKernels.int128ToInt64(values, numRows, target);
        ConvertKernels.int64ToInt8(target, numRows, target);
      }
      case BIT, INT8, FLOAT32, FLOAT64, VIEW -> throw notAnInteger(from);
    }
  }

  private static void toInt16(PhysicalType from, long values, int numRows, long target) {
    switch (from) {
      case INT8 -> ConvertKernels.int8ToInt16(values, numRows, target);
      case INT32 -> ConvertKernels.int32ToInt16(values, numRows, target);
      case INT64 -> ConvertKernels.int64ToInt16(values, numRows, target);
      case INT128 -> {
        ConvertKernels.int128ToInt64(values, numRows, target);
        ConvertKernels.int64ToInt16(target, numRows, target);
      }
      case BIT, INT16, FLOAT32, FLOAT64, VIEW -> throw notAnInteger(from);
    }
  }

  private static void toInt32(PhysicalType from, long values, int numRows, long target) {
    switch (from) {
      case INT8 -> ConvertKernels.int8ToInt32(values, numRows, target);
      case INT16 -> ConvertKernels.int16ToInt32(values, numRows, target);
      case INT64 -> ConvertKernels.int64ToInt32(values, numRows, target);
      case INT128 -> {
        ConvertKernels.int128ToInt64(values, numRows, target);
        ConvertKernels.int64ToInt32(target, numRows, target);
      }
      case BIT, INT32, FLOAT32, FLOAT64, VIEW -> throw notAnInteger(from);
    }
  }

  private static void toInt64(PhysicalType from, long values, int numRows, long target) {
    switch (from) {
      case INT8 -> ConvertKernels.int8ToInt64(values, numRows, target);
      case INT16 -> ConvertKernels.int16ToInt64(values, numRows, target);
      case INT32 -> ConvertKernels.int32ToInt64(values, numRows, target);
      case INT128 -> ConvertKernels.int128ToInt64(values, numRows, target);
      case BIT, INT64, FLOAT32, FLOAT64, VIEW -> throw notAnInteger(from);
    }
  }

  private static void toInt128(PhysicalType from, long values, int numRows, long target) {
    switch (from) {
      case INT8 -> ConvertKernels.int8ToInt128(values, numRows, target);
      case INT16 -> ConvertKernels.int16ToInt128(values, numRows, target);
      case INT32 -> ConvertKernels.int32ToInt128(values, numRows, target);
      case INT64 -> ConvertKernels.int64ToInt128(values, numRows, target);
      case BIT, INT128, FLOAT32, FLOAT64, VIEW -> throw notAnInteger(from);
    }
  }

  /** The narrower of two integer widths. */
  static PhysicalType narrower(PhysicalType a, PhysicalType b) {
    return a.widthBytes() <= b.widthBytes() ? a : b;
  }

  /** The wider of two integer widths. */
  static PhysicalType wider(PhysicalType a, PhysicalType b) {
    return a.widthBytes() >= b.widthBytes() ? a : b;
  }

  private static IllegalStateException notAnInteger(PhysicalType form) {
    return new IllegalStateException("no integer conversion for physical type " + form);
  }
}
