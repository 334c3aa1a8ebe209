package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.ScalarFunction;
import org.jspecify.annotations.Nullable;

/** ROUND, TRUNCATE, FLOOR and CEILING of doubles. */
final class FloatRoundingEvaluator extends Evaluator {
  private static final int MOST_DIGITS = 400; // more than a double has on either side

  private final ScalarFunction function;
  private final Evaluator operand;
  private final @Nullable Evaluator digits;
  private final VectorTarget target;
  private final VectorTarget flattened;

  /**
   * Of doubles.
   *
   * @param digits how many digits after the point stay; null for none
   */
  FloatRoundingEvaluator(
      RowScope scope,
      ScalarFunction function,
      Evaluator operand,
      @Nullable Evaluator digits,
      EvaluationMemory memory) {
    super(scope);
    this.function = function;
    this.operand = operand;
    this.digits = digits;
    this.target = memory.target(PhysicalType.FLOAT64, scope.capacity());
    this.flattened = memory.temporaries(scope.capacity()).left();
  }

  @Override
  ColumnVector compute() {
    ColumnVector operands = operand.evaluate();
    ColumnVector counts = digits == null ? operands : digits.evaluate();
    int n = numRows();
    long validity = Operands.validity(operands, counts, target.validityAddress());
    long from = Operands.flat(operands, flattened).valuesAddress();
    long to = target.valuesAddress();
    for (int i = 0; i < n; i++) {
      double value = NativeMemory.getDouble(from + 8L * i);
      long kept = digits == null ? 0 : RowValues.readLong(counts, i);
      NativeMemory.putDouble(to + 8L * i, kept == 0 ? whole(value) : rounded(value, kept));
    }
    if (validity != 0) {
      NullSlots.zero(PhysicalType.FLOAT64, to, validity, n);
    }
    return ColumnVector.flat(DataType.FLOAT64, PhysicalType.FLOAT64, n, to, validity);
  }

  private double whole(double value) {
    return switch (function) {
      case FLOOR -> Math.floor(value);
      case CEILING -> Math.ceil(value);
      case TRUNCATE -> value < 0 ? Math.ceil(value) : Math.floor(value);
      default -> NumberConversions.roundHalfUp(value);
    };
  }

  private double rounded(double value, long kept) {
    double power = Math.pow(10, (double) Math.min(Math.abs(kept), MOST_DIGITS));
    if (kept < 0) {
      double result = whole(value / power) * power;
      return Double.isFinite(result) ? result : 0;
    }
    double result = whole(value * power) / power;
    return Double.isFinite(result) ? result : value;
  }
}
