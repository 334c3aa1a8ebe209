package io.scheelite.columnar.arrow;

import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.kernels.ConvertKernels;
import io.scheelite.memory.NativeMemory;

/** Changes the width of integers that fit into it, as their type promises. Stateless. */
final class IntegerForms {
  private IntegerForms() {}

  /** Writes integers of one width in another; {@code target} does not overlap the values. */
  static void convert(PhysicalType from, long values, int numRows, PhysicalType to, long target) {
    switch (to) {
      case INT8 -> toInt8(from, values, numRows, target);
      case INT16 -> toInt16(from, values, numRows, target);
      case INT32 -> toInt32(from, values, numRows, target);
      case INT64 -> toInt64(from, values, numRows, target);
      case INT128 -> toInt128(from, values, numRows, target);
      case BIT, FLOAT32, FLOAT64, VIEW -> throw notIntegers(from, to);
    }
  }

  private static void toInt8(PhysicalType from, long values, int numRows, long target) {
    switch (from) {
      case INT8 -> NativeMemory.copy(values, target, numRows);
      case INT16 -> ConvertKernels.int16ToInt8(values, numRows, target);
      case INT32 -> ConvertKernels.int32ToInt8(values, numRows, target);
      case INT64 -> ConvertKernels.int64ToInt8(values, numRows, target);
      case INT128, BIT, FLOAT32, FLOAT64, VIEW -> throw notIntegers(from, PhysicalType.INT8);
    }
  }

  private static void toInt16(PhysicalType from, long values, int numRows, long target) {
    switch (from) {
      case INT8 -> ConvertKernels.int8ToInt16(values, numRows, target);
      case INT16 -> NativeMemory.copy(values, target, 2L * numRows);
      case INT32 -> ConvertKernels.int32ToInt16(values, numRows, target);
      case INT64 -> ConvertKernels.int64ToInt16(values, numRows, target);
      case INT128, BIT, FLOAT32, FLOAT64, VIEW -> throw notIntegers(from, PhysicalType.INT16);
    }
  }

  private static void toInt32(PhysicalType from, long values, int numRows, long target) {
    switch (from) {
      case INT8 -> ConvertKernels.int8ToInt32(values, numRows, target);
      case INT16 -> ConvertKernels.int16ToInt32(values, numRows, target);
      case INT32 -> NativeMemory.copy(values, target, 4L * numRows);
      case INT64 -> ConvertKernels.int64ToInt32(values, numRows, target);
      case INT128, BIT, FLOAT32, FLOAT64, VIEW -> throw notIntegers(from, PhysicalType.INT32);
    }
  }

  private static void toInt64(PhysicalType from, long values, int numRows, long target) {
    switch (from) {
      case INT8 -> ConvertKernels.int8ToInt64(values, numRows, target);
      case INT16 -> ConvertKernels.int16ToInt64(values, numRows, target);
      case INT32 -> ConvertKernels.int32ToInt64(values, numRows, target);
      case INT64 -> NativeMemory.copy(values, target, 8L * numRows);
      case INT128 -> ConvertKernels.int128ToInt64(values, numRows, target);
      case BIT, FLOAT32, FLOAT64, VIEW -> throw notIntegers(from, PhysicalType.INT64);
    }
  }

  private static void toInt128(PhysicalType from, long values, int numRows, long target) {
    switch (from) {
      case INT8 -> ConvertKernels.int8ToInt128(values, numRows, target);
      case INT16 -> ConvertKernels.int16ToInt128(values, numRows, target);
      case INT32 -> ConvertKernels.int32ToInt128(values, numRows, target);
      case INT64 -> ConvertKernels.int64ToInt128(values, numRows, target);
      case INT128 -> NativeMemory.copy(values, target, 16L * numRows);
      case BIT, FLOAT32, FLOAT64, VIEW -> throw notIntegers(from, PhysicalType.INT128);
    }
  }

  private static IllegalStateException notIntegers(PhysicalType from, PhysicalType to) {
    return new IllegalStateException(
        "values cannot be brought into this form: from=" + from + " to=" + to);
  }
}
