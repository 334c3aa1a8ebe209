package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.kernels.RangeKernels;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.ArithmeticOperator;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of 64-bit integers, and of what arithmetic makes of them. Where a bound does not fit 64
 * bits there is no interval (null).
 */
record Interval(long min, long max) {
  /** What a vector promises, or null for 128-bit values. */
  static @Nullable Interval promised(ColumnVector vector) {
    return vector.physicalType().isNarrowInteger()
        ? new Interval(vector.minValue(), vector.maxValue())
        : null;
  }

  /** What the values of a narrow vector really span, nulls counting as zero. */
  static Interval measured(ColumnVector vector) {
    return switch (vector.encoding()) {
      case FLAT -> measured(vector.physicalType(), vector.valuesAddress(), vector.numRows());
      case CONSTANT -> measured(vector.physicalType(), vector.valuesAddress(), 1);
      case DICTIONARY -> {
        ColumnVector dictionary = vector.dictionary();
        yield measured(dictionary.physicalType(), dictionary.valuesAddress(), dictionary.numRows());
      }
    };
  }

  /** What {@code numRows} values at an address span; [0, 0] if there are none. */
  static Interval measured(PhysicalType form, long values, int numRows) {
    if (numRows == 0) {
      return new Interval(0, 0);
    }
    return switch (form) {
      case INT8 ->
          new Interval(
              RangeKernels.minInt8(values, numRows), RangeKernels.maxInt8(values, numRows));
      case INT16 ->
          new Interval(
              RangeKernels.minInt16(values, numRows), RangeKernels.maxInt16(values, numRows));
      case INT32 ->
          new Interval(
              RangeKernels.minInt32(values, numRows), RangeKernels.maxInt32(values, numRows));
      case INT64 ->
          new Interval(
              RangeKernels.minInt64(values, numRows), RangeKernels.maxInt64(values, numRows));
      case BIT, INT128, FLOAT32, FLOAT64, VIEW ->
          throw new IllegalStateException("no interval for physical type " + form);
    };
  }

  /** The constant's value in a constant vector. */
  static long constant(ColumnVector vector) {
    if (vector.encoding() != Encoding.CONSTANT) {
      throw new IllegalStateException("not a constant");
    }
    return vector.physicalType() == PhysicalType.INT128
        ? NativeMemory.getLong(vector.valuesAddress())
        : RowValues.readLong(vector, 0);
  }

  boolean within(long lower, long upper) {
    return min >= lower && max <= upper;
  }

  boolean fitsInt32() {
    return within(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  boolean contains(long value) {
    return min <= value && value <= max;
  }

  /** The smallest interval around both. */
  Interval union(Interval other) {
    return new Interval(Math.min(min, other.min), Math.max(max, other.max));
  }

  /** Bounds of the results, or null where one may not fit 64 bits. */
  @Nullable Interval apply(ArithmeticOperator operator, Interval other) {
    return switch (operator) {
      case ADD ->
          overflowsAdd(min, other.min) || overflowsAdd(max, other.max)
              ? null
              : new Interval(min + other.min, max + other.max);
      case SUBTRACT ->
          overflowsSubtract(min, other.max) || overflowsSubtract(max, other.min)
              ? null
              : new Interval(min - other.max, max - other.min);
      case MULTIPLY -> times(other);
      case DIVIDE -> {
        long largest = Math.max(Math.abs(min), Math.abs(max));
        yield min == Long.MIN_VALUE ? null : new Interval(-largest, largest);
      }
      case MODULO -> new Interval(Math.min(0, min), Math.max(0, max));
    };
  }

  /** Bounds of {@code values * factor}. */
  @Nullable Interval times(long factor) {
    return times(new Interval(factor, factor));
  }

  private @Nullable Interval times(Interval other) {
    if (overflowsMultiply(min, other.min)
        || overflowsMultiply(min, other.max)
        || overflowsMultiply(max, other.min)
        || overflowsMultiply(max, other.max)) {
      return null;
    }
    long a = min * other.min;
    long b = min * other.max;
    long c = max * other.min;
    long d = max * other.max;
    return new Interval(
        Math.min(Math.min(a, b), Math.min(c, d)), Math.max(Math.max(a, b), Math.max(c, d)));
  }

  private static boolean overflowsAdd(long a, long b) {
    long sum = a + b;
    return ((a ^ sum) & (b ^ sum)) < 0;
  }

  private static boolean overflowsSubtract(long a, long b) {
    long difference = a - b;
    return ((a ^ b) & (a ^ difference)) < 0;
  }

  private static boolean overflowsMultiply(long a, long b) {
    return Math.multiplyHigh(a, b) != (a * b) >> 63;
  }
}
