package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.kernels.CompareKernels;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.ComparisonOperator;

/** Chooses the comparison kernel for the operands of a batch. Ignores nulls. */
final class ComparisonKernel {
  /** What is compared before a possible negation. */
  private enum Base {
    EQUAL,
    LESS,
    GREATER
  }

  private final Base base;
  private final long invert;
  private final Temporaries temporaries;

  ComparisonKernel(ComparisonOperator operator, Temporaries temporaries) {
    this.temporaries = temporaries;
    this.base =
        switch (operator) {
          case EQUAL, NOT_EQUAL, IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM -> Base.EQUAL;
          case LESS, GREATER_OR_EQUAL -> Base.LESS;
          case GREATER, LESS_OR_EQUAL -> Base.GREATER;
        };
    this.invert =
        switch (operator) {
          case EQUAL, LESS, GREATER, IS_NOT_DISTINCT_FROM -> 0;
          case NOT_EQUAL, GREATER_OR_EQUAL, LESS_OR_EQUAL, IS_DISTINCT_FROM -> -1;
        };
  }

  /** Writes a bit per row; a constant operand is expected on the right. */
  void compare(ColumnVector left, ColumnVector right, long bitmap) {
    int n = left.numRows();
    boolean integers =
        left.physicalType().isNarrowInteger() && right.physicalType().isNarrowInteger();
    if (integers && decidedByIntervals(left, tightened(right), n, bitmap)) {
      return;
    }
    ColumnVector flatLeft = Operands.flat(left, temporaries.left());
    if (flatLeft.physicalType() == PhysicalType.BIT) {
      compareBits(flatLeft, Operands.flat(right, temporaries.right()), bitmap);
    } else if (right.encoding() == Encoding.CONSTANT) {
      compareConstant(flatLeft, right, bitmap);
    } else {
      compareColumns(flatLeft, Operands.flat(right, temporaries.right()), bitmap);
    }
  }

  private static ColumnVector tightened(ColumnVector vector) {
    if (vector.encoding() != Encoding.CONSTANT) {
      return vector;
    }
    long value = Interval.constant(vector);
    return vector.withInterval(value, value);
  }

  private boolean decidedByIntervals(ColumnVector left, ColumnVector right, int n, long bitmap) {
    boolean disjoint = left.maxValue() < right.minValue() || left.minValue() > right.maxValue();
    boolean always;
    switch (base) {
      case EQUAL -> {
        if (!disjoint) {
          return false;
        }
        always = false;
      }
      case LESS -> {
        if (!disjoint && left.minValue() < right.maxValue()) {
          return false;
        }
        always = left.maxValue() < right.minValue();
      }
      default -> {
        if (!disjoint && left.maxValue() > right.minValue()) {
          return false;
        }
        always = left.minValue() > right.maxValue();
      }
    }
    Bitmap.fill(bitmap, n, always == (invert == 0));
    return true;
  }

  private void compareBits(ColumnVector left, ColumnVector right, long bitmap) {
    int n = left.numRows();
    long l = left.valuesAddress();
    long r = right.valuesAddress();
    switch (base) {
      case EQUAL -> {
        Bitmap.xor(bitmap, l, r, n);
        Bitmap.not(bitmap, bitmap, n);
      }
      case LESS -> Bitmap.andNot(bitmap, r, l, n);
      case GREATER -> Bitmap.andNot(bitmap, l, r, n);
    }
    if (invert != 0) {
      Bitmap.not(bitmap, bitmap, n);
    }
  }

  private void compareConstant(ColumnVector left, ColumnVector constant, long bitmap) {
    int n = left.numRows();
    long values = left.valuesAddress();
    long address = constant.valuesAddress();
    PhysicalType form = left.physicalType();
    switch (form) {
      case INT8, INT16, INT32, INT64 -> {
        if (constant.physicalType() == PhysicalType.INT128) {
          compareWide(left, constant, bitmap);
        } else {
          compareIntegers(form, values, Interval.constant(constant), n, bitmap);
        }
      }
      case INT128 -> compareWide(left, constant, bitmap);
      case FLOAT32 -> {
        float value = NativeMemory.getFloat(address);
        switch (base) {
          case EQUAL -> CompareKernels.equalConstantFloat32(values, value, n, invert, bitmap);
          case LESS -> CompareKernels.lessConstantFloat32(values, value, n, invert, bitmap);
          case GREATER -> CompareKernels.greaterConstantFloat32(values, value, n, invert, bitmap);
        }
      }
      case FLOAT64 -> {
        double value = NativeMemory.getDouble(address);
        switch (base) {
          case EQUAL -> CompareKernels.equalConstantFloat64(values, value, n, invert, bitmap);
          case LESS -> CompareKernels.lessConstantFloat64(values, value, n, invert, bitmap);
          case GREATER -> CompareKernels.greaterConstantFloat64(values, value, n, invert, bitmap);
        }
      }
      case VIEW -> {
        switch (base) {
          case EQUAL -> CompareKernels.equalConstantView(values, address, n, invert, bitmap);
          case LESS -> CompareKernels.lessConstantView(values, address, n, invert, bitmap);
          case GREATER -> CompareKernels.greaterConstantView(values, address, n, invert, bitmap);
        }
      }
      case BIT -> throw new IllegalStateException("bits are compared by words");
    }
  }

  /** The constant fits the width, or the intervals would have decided. */
  private void compareIntegers(PhysicalType form, long values, long constant, int n, long bitmap) {
    switch (form) {
      case INT8 -> {
        byte value = (byte) constant;
        switch (base) {
          case EQUAL -> CompareKernels.equalConstantInt8(values, value, n, invert, bitmap);
          case LESS -> CompareKernels.lessConstantInt8(values, value, n, invert, bitmap);
          case GREATER -> CompareKernels.greaterConstantInt8(values, value, n, invert, bitmap);
        }
      }
      case INT16 -> {
        short value = (short) constant;
        switch (base) {
          case EQUAL -> CompareKernels.equalConstantInt16(values, value, n, invert, bitmap);
          case LESS -> CompareKernels.lessConstantInt16(values, value, n, invert, bitmap);
          case GREATER -> CompareKernels.greaterConstantInt16(values, value, n, invert, bitmap);
        }
      }
      case INT32 -> {
        int value = (int) constant;
        switch (base) {
          case EQUAL -> CompareKernels.equalConstantInt32(values, value, n, invert, bitmap);
          case LESS -> CompareKernels.lessConstantInt32(values, value, n, invert, bitmap);
          case GREATER -> CompareKernels.greaterConstantInt32(values, value, n, invert, bitmap);
        }
      }
      default -> {
        switch (base) {
          case EQUAL -> CompareKernels.equalConstantInt64(values, constant, n, invert, bitmap);
          case LESS -> CompareKernels.lessConstantInt64(values, constant, n, invert, bitmap);
          case GREATER -> CompareKernels.greaterConstantInt64(values, constant, n, invert, bitmap);
        }
      }
    }
  }

  private void compareWide(ColumnVector left, ColumnVector constant, long bitmap) {
    int n = left.numRows();
    long l = Operands.widen(left, PhysicalType.INT128, temporaries.leftConverted());
    long to = temporaries.rightConverted();
    long r =
        Operands.convert(
            constant.physicalType(), PhysicalType.INT128, constant.valuesAddress(), 1, to);
    switch (base) {
      case EQUAL -> CompareKernels.equalConstantInt128(l, r, n, invert, bitmap);
      case LESS -> CompareKernels.lessConstantInt128(l, r, n, invert, bitmap);
      case GREATER -> CompareKernels.greaterConstantInt128(l, r, n, invert, bitmap);
    }
  }

  private void compareColumns(ColumnVector left, ColumnVector right, long bitmap) {
    if (base == Base.GREATER) {
      compareColumns(right, left, Base.LESS, bitmap);
    } else {
      compareColumns(left, right, base, bitmap);
    }
  }

  private void compareColumns(ColumnVector left, ColumnVector right, Base kind, long bitmap) {
    int n = left.numRows();
    PhysicalType form = left.physicalType();
    long l = left.valuesAddress();
    long r = right.valuesAddress();
    if (form != right.physicalType()) {
      form = Operands.wider(form, right.physicalType());
      l = Operands.widen(left, form, temporaries.leftConverted());
      r = Operands.widen(right, form, temporaries.rightConverted());
    }
    if (kind == Base.EQUAL) {
      equal(form, l, r, n, bitmap);
    } else {
      less(form, l, r, n, bitmap);
    }
  }

  private void equal(PhysicalType form, long l, long r, int n, long bitmap) {
    switch (form) {
      case INT8 -> CompareKernels.equalInt8(l, r, n, invert, bitmap);
      case INT16 -> CompareKernels.equalInt16(l, r, n, invert, bitmap);
      case INT32 -> CompareKernels.equalInt32(l, r, n, invert, bitmap);
      case INT64 -> CompareKernels.equalInt64(l, r, n, invert, bitmap);
      case INT128 -> CompareKernels.equalInt128(l, r, n, invert, bitmap);
      case FLOAT32 -> CompareKernels.equalFloat32(l, r, n, invert, bitmap);
      case FLOAT64 -> CompareKernels.equalFloat64(l, r, n, invert, bitmap);
      case VIEW -> CompareKernels.equalView(l, r, n, invert, bitmap);
      case BIT -> throw new IllegalStateException("bits are compared by words");
    }
  }

  private void less(PhysicalType form, long l, long r, int n, long bitmap) {
    switch (form) {
      case INT8 -> CompareKernels.lessInt8(l, r, n, invert, bitmap);
      case INT16 -> CompareKernels.lessInt16(l, r, n, invert, bitmap);
      case INT32 -> CompareKernels.lessInt32(l, r, n, invert, bitmap);
      case INT64 -> CompareKernels.lessInt64(l, r, n, invert, bitmap);
      case INT128 -> CompareKernels.lessInt128(l, r, n, invert, bitmap);
      case FLOAT32 -> CompareKernels.lessFloat32(l, r, n, invert, bitmap);
      case FLOAT64 -> CompareKernels.lessFloat64(l, r, n, invert, bitmap);
      case VIEW -> CompareKernels.lessView(l, r, n, invert, bitmap);
      case BIT -> throw new IllegalStateException("bits are compared by words");
    }
  }
}
