package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.ArithmeticKernels;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;
import org.jspecify.annotations.Nullable;

/**
 * Casts between integers and decimals. Where the interval proves that all values fit, the same
 * memory is seen as the other type, or scaled by a kernel; else value by value.
 */
final class IntegerCast extends Evaluator {
  private final DataType type;
  private final Evaluator operand;
  private final RowwiseCast exact;
  private final int shift;
  private final NumberLimits limits;
  private final VectorTarget target;
  private final Temporaries temporaries;

  IntegerCast(Expression.Cast cast, Evaluator operand, RowwiseCast exact, EvaluationMemory memory) {
    super(operand.scope());
    this.type = cast.type();
    this.operand = operand;
    this.exact = exact;
    this.shift = NumberLimits.scale(type) - NumberLimits.scale(cast.operand().type());
    this.limits = NumberLimits.of(type);
    this.target = memory.target(PhysicalType.INT64, scope().capacity());
    this.temporaries = memory.temporaries(scope().capacity());
  }

  @Override
  ColumnVector compute() {
    ColumnVector source = operand.evaluate();
    if (source.physicalType().isNarrowInteger()
        && Math.abs(shift) <= DataType.Decimal.MAX_INT64_PRECISION) {
      Interval promised = new Interval(source.minValue(), source.maxValue());
      ColumnVector result = fast(source, promised);
      if (result == null) {
        result = fast(source, Interval.measured(source));
      }
      if (result != null) {
        return result;
      }
    }
    return exact.compute();
  }

  private @Nullable ColumnVector fast(ColumnVector source, Interval range) {
    Interval result = shifted(range);
    if (result == null || !result.within(limits.min(), limits.max())) {
      return null;
    }
    boolean fits = source.physicalType().widthBytes() <= type.physicalType().widthBytes();
    if (shift == 0 && fits) {
      return source.withType(type).withInterval(range.min(), range.max());
    }
    int n = numRows();
    ColumnVector flat = Operands.flat(source, temporaries.left());
    long wide = Operands.widen(flat, PhysicalType.INT64, temporaries.leftConverted());
    long to = target.valuesAddress();
    if (shift >= 0) {
      ArithmeticKernels.multiplyConstantInt64(wide, NumberLimits.longPower(shift), n, to);
    } else {
      divideHalfUp(wide, NumberLimits.longPower(-shift), n, to);
    }
    PhysicalType form = Operands.narrower(PhysicalType.INT64, type.physicalType());
    Operands.convert(PhysicalType.INT64, form, to, n, to);
    return ColumnVector.flat(type, form, n, to, source.validityAddress())
        .withInterval(result.min(), result.max());
  }

  private @Nullable Interval shifted(Interval range) {
    if (shift >= 0) {
      return range.times(NumberLimits.longPower(shift));
    }
    long divisor = NumberLimits.longPower(-shift);
    return new Interval(divideHalfUp(range.min(), divisor), divideHalfUp(range.max(), divisor));
  }

  private static void divideHalfUp(long values, long divisor, int numRows, long target) {
    for (int i = 0; i < numRows; i++) {
      long value = NativeMemory.getLong(values + 8L * i);
      NativeMemory.putLong(target + 8L * i, divideHalfUp(value, divisor));
    }
  }

  private static long divideHalfUp(long value, long divisor) {
    long quotient = value / divisor;
    long remainder = Math.abs(value % divisor);
    long up = remainder >= divisor - remainder ? 1 : 0;
    return value < 0 ? quotient - up : quotient + up;
  }
}
