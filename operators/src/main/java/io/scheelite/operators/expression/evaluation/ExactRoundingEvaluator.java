package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** ROUND, TRUNCATE, FLOOR and CEILING of integers and decimals to a constant number of digits. */
final class ExactRoundingEvaluator extends Evaluator {
  private static final int LARGEST_LONG_POWER = 18;
  private static final int MOST_DIGITS = 38;

  private final Expression.FunctionCall call;
  private final Evaluator operand;
  private final RoundingMode mode;
  private final int dropped;
  private final int added;
  private final NumberLimits limits;
  private final PhysicalType form;
  private final VectorTarget target;

  /**
   * Of integers or decimals.
   *
   * @param digits how many digits after the point stay
   */
  ExactRoundingEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      Evaluator operand,
      long digits,
      EvaluationMemory memory) {
    super(scope);
    this.call = call;
    this.operand = operand;
    this.mode =
        switch (call.function()) {
          case FLOOR -> RoundingMode.FLOOR;
          case CEILING -> RoundingMode.CEILING;
          case TRUNCATE -> RoundingMode.DOWN;
          default -> RoundingMode.HALF_UP;
        };
    int kept = Math.clamp(digits, -MOST_DIGITS, MOST_DIGITS);
    this.dropped = NumberLimits.scale(call.arguments().getFirst().type()) - kept;
    this.added = NumberLimits.scale(call.type()) - kept;
    this.limits = NumberLimits.of(call.type());
    this.form = call.type().physicalType();
    this.target = memory.target(form, scope.capacity());
  }

  @Override
  ColumnVector compute() {
    ColumnVector operands = operand.evaluate();
    int n = numRows();
    long to = target.valuesAddress();
    boolean narrow =
        operands.physicalType() != PhysicalType.INT128
            && added == 0
            && dropped >= 0
            && dropped <= LARGEST_LONG_POWER;
    long divisor = narrow ? NumberLimits.longPower(dropped) : 1;
    for (int i = 0; i < n; i++) {
      if (RowValues.isNull(operands, i)) {
        continue;
      }
      if (narrow) {
        long result = divided(RowValues.readLong(operands, i), divisor);
        check(result >= limits.min() && result <= limits.max(), operands, i);
        IntegerWriter.write(form, to, i, result);
      } else {
        BigInteger result = rounded(RowValues.readInteger(operands, i));
        check(limits.allows(result), operands, i);
        IntegerWriter.write(form, to, i, result);
      }
    }
    if (operands.validityAddress() != 0) {
      NullSlots.zero(form, to, operands.validityAddress(), n);
    }
    return ColumnVector.flat(call.type(), form, n, to, operands.validityAddress());
  }

  private void check(boolean fits, ColumnVector operands, int row) {
    if (!fits) {
      int scale = NumberLimits.scale(call.arguments().getFirst().type());
      throw ExpressionException.overflow(
          call, new BigDecimal(RowValues.readInteger(operands, row), scale).toPlainString());
    }
  }

  private long divided(long value, long divisor) {
    long quotient = value / divisor;
    long rest = value % divisor;
    boolean away =
        switch (mode) {
          case FLOOR -> rest < 0;
          case CEILING -> rest > 0;
          case HALF_UP -> Math.abs(rest) >= divisor - Math.abs(rest) && rest != 0;
          default -> false;
        };
    return away ? quotient + (rest < 0 ? -1 : 1) : quotient;
  }

  private BigInteger rounded(BigInteger value) {
    BigInteger kept = new BigDecimal(value, dropped).setScale(0, mode).unscaledValue();
    return added <= 0 ? kept : kept.multiply(NumberLimits.power(added));
  }
}
