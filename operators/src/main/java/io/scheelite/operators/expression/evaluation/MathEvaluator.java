package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;
import io.scheelite.operators.expression.ScalarFunction;

/** Roots, logarithms, powers and angles of one or two doubles. */
final class MathEvaluator extends Evaluator {
  private static final double LN_2 = Math.log(2);

  private final Expression.FunctionCall call;
  private final Evaluator first;
  private final Evaluator second;
  private final VectorTarget target;
  private final Temporaries temporaries;

  /**
   * Of one or two operands.
   *
   * @param second the first once more where there is one
   */
  MathEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      Evaluator first,
      Evaluator second,
      EvaluationMemory memory) {
    super(scope);
    this.call = call;
    this.first = first;
    this.second = second;
    this.target = memory.target(PhysicalType.FLOAT64, scope.capacity());
    this.temporaries = memory.temporaries(scope.capacity());
  }

  @Override
  ColumnVector compute() {
    ColumnVector firsts = first.evaluate();
    ColumnVector seconds = second.evaluate();
    int n = numRows();
    long validity = Operands.validity(firsts, seconds, target.validityAddress());
    long x = Operands.flat(firsts, temporaries.left()).valuesAddress();
    long y = Operands.flat(seconds, temporaries.right()).valuesAddress();
    long to = target.valuesAddress();
    ScalarFunction function = call.function();
    boolean wrong = false;
    for (int i = 0; i < n; i++) {
      double a = NativeMemory.getDouble(x + 8L * i);
      double result = value(function, a, NativeMemory.getDouble(y + 8L * i));
      wrong |= !Double.isFinite(result);
      NativeMemory.putDouble(to + 8L * i, result);
    }
    if (wrong && function.mayRaise()) {
      refuse(firsts, function);
    }
    if (validity != 0) {
      NullSlots.zero(PhysicalType.FLOAT64, to, validity, n);
    }
    return ColumnVector.flat(DataType.FLOAT64, PhysicalType.FLOAT64, n, to, validity);
  }

  private static double value(ScalarFunction function, double x, double y) {
    return switch (function) {
      case SQRT -> Math.sqrt(x);
      case CBRT -> Math.cbrt(x);
      case EXP -> Math.exp(x);
      case LN -> Math.log(x);
      case LOG2 -> log2(x);
      case LOG10 -> Math.log10(x);
      case POWER -> Math.pow(x, y);
      case SIN -> Math.sin(x);
      case COS -> Math.cos(x);
      case TAN -> Math.tan(x);
      case ASIN -> Math.asin(x);
      case ACOS -> Math.acos(x);
      case ATAN -> Math.atan(x);
      case ATAN2 -> Math.atan2(x, y);
      case SINH -> Math.sinh(x);
      case COSH -> Math.cosh(x);
      case TANH -> Math.tanh(x);
      case ASINH -> InverseHyperbolic.sine(x);
      case ACOSH -> InverseHyperbolic.cosine(x);
      case ATANH -> InverseHyperbolic.tangent(x);
      case FLOOR_REST -> x - Math.floor(x / y) * y;
      case NEXT_AFTER -> Math.nextAfter(x, y);
      default -> throw new IllegalStateException("not a function of doubles: " + function);
    };
  }

  /** Exact for powers of two. */
  private static double log2(double x) {
    double exponent = Math.getExponent(x);
    return x == Math.scalb(1.0, (int) exponent) ? exponent : Math.log(x) / LN_2;
  }

  /** Raises the error of the first row that is outside of the function's domain. */
  private void refuse(ColumnVector operands, ScalarFunction function) {
    for (int i = 0; i < numRows(); i++) {
      if (!RowValues.isNull(operands, i)) {
        double x = RowValues.readDouble(operands, i);
        boolean outside =
            switch (function) {
              case SQRT -> x < 0;
              case LN, LOG2, LOG10 -> x <= 0;
              default -> Math.abs(x) > 1;
            };
        if (outside) {
          throw ExpressionException.invalidArgument(call, x);
        }
      }
    }
  }
}
