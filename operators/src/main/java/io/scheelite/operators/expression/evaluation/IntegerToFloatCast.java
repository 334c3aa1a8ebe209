package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.ArithmeticKernels;
import io.scheelite.columnar.kernels.ConvertKernels;
import io.scheelite.operators.expression.Expression;

/**
 * Casts integers and decimals to floating point. A decimal whose unscaled value and power of ten
 * are exact doubles takes one division, which rounds correctly; others go value by value.
 */
final class IntegerToFloatCast extends Evaluator {
  private static final long MAX_EXACT = 1L << 53;
  private static final int MAX_EXACT_POWER = 22;

  private final DataType type;
  private final Evaluator operand;
  private final RowwiseCast exact;
  private final int scale;
  private final VectorTarget target;
  private final Temporaries temporaries;

  IntegerToFloatCast(
      Expression.Cast cast, Evaluator operand, RowwiseCast exact, EvaluationMemory memory) {
    super(operand.scope());
    this.type = cast.type();
    this.operand = operand;
    this.exact = exact;
    this.scale = NumberLimits.scale(cast.operand().type());
    this.target = memory.target(PhysicalType.FLOAT64, scope().capacity());
    this.temporaries = memory.temporaries(scope().capacity());
  }

  @Override
  ColumnVector compute() {
    ColumnVector source = operand.evaluate();
    if (!source.physicalType().isNarrowInteger() || scale > MAX_EXACT_POWER) {
      return exact.compute();
    }
    boolean proven =
        new Interval(source.minValue(), source.maxValue()).within(-MAX_EXACT, MAX_EXACT);
    if (!proven && !Interval.measured(source).within(-MAX_EXACT, MAX_EXACT)) {
      return exact.compute();
    }
    int n = numRows();
    ColumnVector flat = Operands.flat(source, temporaries.left());
    long to = target.valuesAddress();
    toDoubles(flat, to);
    if (scale > 0) {
      ArithmeticKernels.divideConstantFloat64(to, NumberLimits.power(scale).doubleValue(), n, to);
    }
    if (type.physicalType() == PhysicalType.FLOAT32) {
      ConvertKernels.float64ToFloat32(to, n, to);
    }
    return ColumnVector.flat(type, type.physicalType(), n, to, source.validityAddress());
  }

  private static void toDoubles(ColumnVector flat, long to) {
    long values = flat.valuesAddress();
    int n = flat.numRows();
    switch (flat.physicalType()) {
      case INT8 -> ConvertKernels.int8ToFloat64(values, n, to);
      case INT16 -> ConvertKernels.int16ToFloat64(values, n, to);
      case INT32 -> ConvertKernels.int32ToFloat64(values, n, to);
      case INT64 -> ConvertKernels.int64ToFloat64(values, n, to);
      case BIT, INT128, FLOAT32, FLOAT64, VIEW ->
          throw new IllegalStateException("not a narrow integer vector");
    }
  }
}
