package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.ArithmeticKernels;
import io.scheelite.columnar.kernels.ConvertKernels;
import io.scheelite.columnar.kernels.Int128Kernels;
import io.scheelite.columnar.kernels.Int128Values;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Arithmetic where no interval proves that 64 bits suffice: 64-bit kernels that notice overflow for
 * BIGINT, 128-bit ones for decimals. These compute all rows; only when one of them notices an
 * overflow, or the operation has no kernel, every row that is not null is computed again exactly,
 * which either raises the error or shows that a null row was to blame.
 */
final class WideArithmetic {
  private final Expression.Arithmetic expression;
  private final ArithmeticOperator operator;
  private final int leftShift;
  private final int rightShift;
  private final NumberLimits limits;
  private final VectorTarget target;
  private final Temporaries temporaries;

  WideArithmetic(
      Expression.Arithmetic expression,
      int leftShift,
      int rightShift,
      NumberLimits limits,
      VectorTarget target,
      Temporaries temporaries) {
    this.expression = expression;
    this.operator = expression.operator();
    this.leftShift = leftShift;
    this.rightShift = rightShift;
    this.limits = limits;
    this.target = target;
    this.temporaries = temporaries;
  }

  /** Whether results must be rounded or operands grow by more digits than a word has. */
  boolean isExactOnly() {
    return droppedDigits() > 0
        || leftShift < 0
        || rightShift < 0
        || Math.max(leftShift, rightShift) > DataType.Decimal.MAX_INT64_PRECISION;
  }

  private int droppedDigits() {
    return operator != ArithmeticOperator.MULTIPLY
        ? 0
        : NumberLimits.scale(expression.left().type())
            + NumberLimits.scale(expression.right().type())
            - NumberLimits.scale(expression.type());
  }

  ColumnVector compute(ColumnVector left, ColumnVector right, long validity) {
    boolean decimal = expression.type() instanceof DataType.Decimal;
    if (isExactOnly() || !operator.isRing()) {
      return exact(left, right, validity);
    }
    return decimal ? int128(left, right, validity) : int64(left, right, validity);
  }

  private ColumnVector int64(ColumnVector left, ColumnVector right, long validity) {
    int n = left.numRows();
    long a = int64Operand(left, 0);
    long b = int64Operand(right, 1);
    long to = target.valuesAddress();
    boolean overflow =
        switch (operator) {
          case ADD -> ArithmeticKernels.addCheckedInt64(a, b, n, to);
          case SUBTRACT -> ArithmeticKernels.subtractCheckedInt64(a, b, n, to);
          case MULTIPLY -> ArithmeticKernels.multiplyCheckedInt64(a, b, n, to);
          case DIVIDE, MODULO -> throw new IllegalStateException("no checked kernel");
        };
    if (overflow) {
      return exact(left, right, validity);
    }
    if (validity != 0) {
      NullSlots.zero(PhysicalType.INT64, to, validity, n);
    }
    return ColumnVector.flat(expression.type(), PhysicalType.INT64, n, to, validity);
  }

  private long int64Operand(ColumnVector vector, int operand) {
    ColumnVector flat = Operands.flat(vector, temporaries.flattened(operand));
    return Operands.widen(flat, PhysicalType.INT64, temporaries.converted(operand));
  }

  private ColumnVector int128(ColumnVector left, ColumnVector right, long validity) {
    int n = left.numRows();
    long to = temporaries.result().valuesAddress();
    boolean narrowOperands =
        left.physicalType().isNarrowInteger() && right.physicalType().isNarrowInteger();
    boolean overflow = false;
    if (operator == ArithmeticOperator.MULTIPLY && narrowOperands) {
      Int128Kernels.multiplyInt64(int64Operand(left, 0), int64Operand(right, 1), n, to);
    } else {
      long a = temporaries.leftConverted();
      long b = temporaries.rightConverted();
      overflow = int128Operand(left, leftShift, 0);
      overflow |= int128Operand(right, rightShift, 1);
      overflow |=
          switch (operator) {
            case ADD -> Int128Kernels.add(a, b, n, to);
            case SUBTRACT -> Int128Kernels.subtract(a, b, n, to);
            case MULTIPLY -> Int128Kernels.multiply(a, b, n, to);
            case DIVIDE, MODULO -> throw new IllegalStateException("no 128-bit kernel");
          };
    }
    if (overflow) {
      return exact(left, right, validity);
    }
    if (validity != 0) {
      NullSlots.zero(PhysicalType.INT128, to, validity, n);
    }
    long limitHigh = limits.wideMax().shiftRight(Long.SIZE).longValue();
    if (Int128Kernels.exceeds(to, n, limitHigh, limits.wideMax().longValue())) {
      return exact(left, right, validity); // finds the row and throws
    }
    return compact(to, n, validity);
  }

  /** Writes the operand in 128 bits and the result's scale; returns whether a row overflowed. */
  private boolean int128Operand(ColumnVector vector, int shift, int operand) {
    ColumnVector flat = Operands.flat(vector, temporaries.flattened(operand));
    long to = temporaries.converted(operand);
    long values = Operands.widen(flat, PhysicalType.INT128, to);
    if (shift == 0 && values != to) {
      NativeMemory.copy(values, to, PhysicalType.INT128.sizeBytes(flat.numRows()));
    }
    long factor = NumberLimits.longPower(shift);
    return shift > 0 && Int128Kernels.multiplyConstant(values, factor, flat.numRows(), to);
  }

  /** Moves 128-bit results to the target, in 64 bits where they fit: what follows is faster. */
  private ColumnVector compact(long values, int numRows, long validity) {
    DataType type = expression.type();
    long to = target.valuesAddress();
    if (!Int128Kernels.fitInt64(values, numRows)) {
      NativeMemory.copy(values, to, PhysicalType.INT128.sizeBytes(numRows));
      return ColumnVector.flat(type, PhysicalType.INT128, numRows, to, validity);
    }
    ConvertKernels.int128ToInt64(values, numRows, to);
    Interval range = Interval.measured(PhysicalType.INT64, to, numRows);
    return ColumnVector.flat(type, PhysicalType.INT64, numRows, to, validity)
        .withInterval(range.min(), range.max());
  }

  private ColumnVector exact(ColumnVector left, ColumnVector right, long validity) {
    int n = left.numRows();
    long to = temporaries.result().valuesAddress();
    for (int i = 0; i < n; i++) {
      boolean valid = !RowValues.isNull(left, i) && !RowValues.isNull(right, i);
      BigInteger value = valid ? exactRow(left, right, i) : BigInteger.ZERO;
      Int128Values.put(to + 16L * i, value.shiftRight(Long.SIZE).longValue(), value.longValue());
    }
    DataType type = expression.type();
    if (type instanceof DataType.Decimal) {
      return compact(to, n, validity);
    }
    PhysicalType form = type.physicalType();
    Operands.convert(PhysicalType.INT128, form, to, n, target.valuesAddress());
    return ColumnVector.flat(type, form, n, target.valuesAddress(), validity);
  }

  private BigInteger exactRow(ColumnVector left, ColumnVector right, int row) {
    BigInteger a = shifted(RowValues.readInteger(left, row), leftShift);
    BigInteger b = shifted(RowValues.readInteger(right, row), rightShift);
    BigInteger result =
        switch (operator) {
          case ADD -> a.add(b);
          case SUBTRACT -> a.subtract(b);
          case MULTIPLY -> shifted(a.multiply(b), -droppedDigits());
          case DIVIDE -> a.divide(b);
          case MODULO -> a.remainder(b);
        };
    if (!limits.allows(result)) {
      int scale = NumberLimits.scale(expression.type());
      throw ExpressionException.overflow(expression, new BigDecimal(result, scale).toPlainString());
    }
    return result;
  }

  private static BigInteger shifted(BigInteger value, int digits) {
    return digits >= 0
        ? value.multiply(NumberLimits.power(digits))
        : new BigDecimal(value, -digits).setScale(0, RoundingMode.HALF_UP).unscaledValue();
  }
}
