package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.ArithmeticKernels;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.operators.expression.ArithmeticOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic on integers and decimals.
 *
 * <p>Intervals decide per batch: where they prove that operands (brought to one scale) and results
 * fit 32 or 64 bits, kernels without checks run in that width and the result is as narrow. Where
 * the promised intervals are too loose the values are measured. Otherwise {@link WideArithmetic}
 * does it in 128 bits or with checks. Results that leave their type's range are an error of their
 * row, but not where an operand is null.
 */
final class IntegerArithmetic extends Evaluator {
  private final Expression.Arithmetic expression;
  private final ArithmeticOperator operator;
  private final Evaluator left;
  private final Evaluator right;
  private final int leftShift;
  private final int rightShift;
  private final NumberLimits limits;
  private final VectorTarget target;
  private final Temporaries temporaries;
  private final WideArithmetic wide;

  IntegerArithmetic(
      RowScope scope,
      Expression.Arithmetic expression,
      Evaluator left,
      Evaluator right,
      EvaluationMemory memory) {
    super(scope);
    this.expression = expression;
    this.operator = expression.operator();
    this.left = left;
    this.right = right;
    int scale = NumberLimits.scale(expression.type());
    boolean sameScale = operator != ArithmeticOperator.MULTIPLY;
    this.leftShift = sameScale ? scale - NumberLimits.scale(expression.left().type()) : 0;
    this.rightShift = sameScale ? scale - NumberLimits.scale(expression.right().type()) : 0;
    this.limits = NumberLimits.of(expression.type());
    PhysicalType widest = Operands.wider(PhysicalType.INT64, expression.type().physicalType());
    this.target = memory.target(widest, scope.capacity());
    this.temporaries = memory.temporaries(scope.capacity());
    this.wide = new WideArithmetic(expression, leftShift, rightShift, limits, target, temporaries);
  }

  @Override
  ColumnVector compute() {
    ColumnVector l = left.evaluate();
    ColumnVector r = right.evaluate();
    long validity = Operands.validity(l, r, target.validityAddress());
    if (operator == ArithmeticOperator.DIVIDE || operator == ArithmeticOperator.MODULO) {
      refuseZeroDivisors(r, validity);
    }
    if (!wide.isExactOnly()
        && l.physicalType().isNarrowInteger()
        && r.physicalType().isNarrowInteger()) {
      ColumnVector result = narrow(l, r, validity, promised(l), promised(r));
      if (result == null) {
        result = narrow(l, r, validity, Interval.measured(l), Interval.measured(r));
      }
      if (result != null) {
        return result;
      }
    }
    return wide.compute(l, r, validity);
  }

  private static Interval promised(ColumnVector vector) {
    return new Interval(vector.minValue(), vector.maxValue());
  }

  private void refuseZeroDivisors(ColumnVector divisor, long validity) {
    if (divisor.physicalType().isNarrowInteger() && !promised(divisor).contains(0)) {
      return;
    }
    for (int i = 0; i < numRows(); i++) {
      boolean zero = RowValues.readLong(divisor, i) == 0;
      if (zero && RowValues.readInteger(divisor, i).signum() == 0 && isValid(validity, i)) {
        throw ExpressionException.divisionByZero(expression);
      }
    }
  }

  private static boolean isValid(long validity, int row) {
    return validity == 0 || Bitmap.isSet(validity, row);
  }

  /** Computes in 32 or 64 bits if the intervals allow it, else returns null. */
  private @Nullable ColumnVector narrow(
      ColumnVector l, ColumnVector r, long validity, Interval leftRange, Interval rightRange) {
    Interval a = leftRange.times(NumberLimits.longPower(leftShift));
    Interval b = rightRange.times(NumberLimits.longPower(rightShift));
    Interval result = a == null || b == null ? null : a.apply(operator, b);
    if (a == null || b == null || result == null) {
      return null;
    }
    boolean small = a.fitsInt32() && b.fitsInt32() && result.fitsInt32();
    boolean smallOperands =
        l.physicalType().widthBytes() <= 4 && r.physicalType().widthBytes() <= 4;
    PhysicalType width = small && smallOperands ? PhysicalType.INT32 : PhysicalType.INT64;
    if (width == PhysicalType.INT32) {
      computeInt32(l, r);
    } else {
      computeInt64(l, r);
    }
    return finish(width, validity, result);
  }

  private ColumnVector finish(PhysicalType width, long validity, Interval promised) {
    int numRows = numRows();
    long values = target.valuesAddress();
    if (validity != 0) {
      NullSlots.zero(width, values, validity, numRows);
    }
    Interval range = promised;
    if (!promised.within(limits.min(), limits.max())) {
      range = Interval.measured(width, values, numRows);
      if (!range.within(limits.min(), limits.max())) {
        throw ExpressionException.overflow(
            expression, range.min() < limits.min() ? range.min() : range.max());
      }
    }
    DataType type = expression.type();
    PhysicalType form = Operands.narrower(width, type.physicalType());
    Operands.convert(width, form, values, numRows, values);
    return ColumnVector.flat(type, form, numRows, values, validity)
        .withInterval(range.min(), range.max());
  }

  private void computeInt32(ColumnVector l, ColumnVector r) {
    int n = numRows();
    long to = target.valuesAddress();
    if (r.encoding() == Encoding.CONSTANT && operator.isRing()) {
      int constant = (int) scaled(r, rightShift);
      long a = int32(l, leftShift, 0);
      switch (operator) {
        case ADD -> ArithmeticKernels.addConstantInt32(a, constant, n, to);
        case SUBTRACT -> ArithmeticKernels.subtractConstantInt32(a, constant, n, to);
        default -> ArithmeticKernels.multiplyConstantInt32(a, constant, n, to);
      }
    } else if (l.encoding() == Encoding.CONSTANT && operator.isRing()) {
      int constant = (int) scaled(l, leftShift);
      long b = int32(r, rightShift, 1);
      switch (operator) {
        case ADD -> ArithmeticKernels.addConstantInt32(b, constant, n, to);
        case SUBTRACT -> ArithmeticKernels.subtractFromConstantInt32(constant, b, n, to);
        default -> ArithmeticKernels.multiplyConstantInt32(b, constant, n, to);
      }
    } else {
      long a = int32(l, leftShift, 0);
      long b = int32(r, rightShift, 1);
      switch (operator) {
        case ADD -> ArithmeticKernels.addInt32(a, b, n, to);
        case SUBTRACT -> ArithmeticKernels.subtractInt32(a, b, n, to);
        case MULTIPLY -> ArithmeticKernels.multiplyInt32(a, b, n, to);
        case DIVIDE -> ArithmeticKernels.divideInt32(a, b, n, to);
        case MODULO -> ArithmeticKernels.moduloInt32(a, b, n, to);
      }
    }
  }

  private void computeInt64(ColumnVector l, ColumnVector r) {
    int n = numRows();
    long to = target.valuesAddress();
    if (r.encoding() == Encoding.CONSTANT && operator.isRing()) {
      long constant = scaled(r, rightShift);
      long a = int64(l, leftShift, 0);
      switch (operator) {
        case ADD -> ArithmeticKernels.addConstantInt64(a, constant, n, to);
        case SUBTRACT -> ArithmeticKernels.subtractConstantInt64(a, constant, n, to);
        default -> ArithmeticKernels.multiplyConstantInt64(a, constant, n, to);
      }
    } else if (l.encoding() == Encoding.CONSTANT && operator.isRing()) {
      long constant = scaled(l, leftShift);
      long b = int64(r, rightShift, 1);
      switch (operator) {
        case ADD -> ArithmeticKernels.addConstantInt64(b, constant, n, to);
        case SUBTRACT -> ArithmeticKernels.subtractFromConstantInt64(constant, b, n, to);
        default -> ArithmeticKernels.multiplyConstantInt64(b, constant, n, to);
      }
    } else {
      long a = int64(l, leftShift, 0);
      long b = int64(r, rightShift, 1);
      switch (operator) {
        case ADD -> ArithmeticKernels.addInt64(a, b, n, to);
        case SUBTRACT -> ArithmeticKernels.subtractInt64(a, b, n, to);
        case MULTIPLY -> ArithmeticKernels.multiplyInt64(a, b, n, to);
        case DIVIDE -> ArithmeticKernels.divideInt64(a, b, n, to);
        case MODULO -> ArithmeticKernels.moduloInt64(a, b, n, to);
      }
    }
  }

  private static long scaled(ColumnVector constant, int shift) {
    return Interval.constant(constant) * NumberLimits.longPower(shift);
  }

  private long int32(ColumnVector vector, int shift, int operand) {
    long values = widened(vector, PhysicalType.INT32, operand);
    if (shift == 0) {
      return values;
    }
    long to = temporaries.converted(operand);
    int factor = (int) NumberLimits.longPower(shift);
    ArithmeticKernels.multiplyConstantInt32(values, factor, numRows(), to);
    return to;
  }

  private long int64(ColumnVector vector, int shift, int operand) {
    long values = widened(vector, PhysicalType.INT64, operand);
    if (shift == 0) {
      return values;
    }
    long to = temporaries.converted(operand);
    long factor = NumberLimits.longPower(shift);
    ArithmeticKernels.multiplyConstantInt64(values, factor, numRows(), to);
    return to;
  }

  private long widened(ColumnVector vector, PhysicalType width, int operand) {
    ColumnVector flat = Operands.flat(vector, temporaries.flattened(operand));
    return Operands.widen(flat, width, temporaries.converted(operand));
  }
}
