package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionException;
import io.scheelite.operators.expression.ScalarFunction;
import java.math.BigInteger;
import java.util.List;

/** Functions of whole numbers: bits, divisors and factorials. */
final class BitwiseEvaluator extends RowFunctionEvaluator {
  private static final int LARGEST_FACTORIAL = 20;

  private final ScalarFunction function;

  BitwiseEvaluator(
      RowScope scope,
      Expression.FunctionCall call,
      List<Evaluator> operands,
      EvaluationMemory memory) {
    super(scope, call, operands, memory);
    this.function = call.function();
  }

  @Override
  boolean compute(List<ColumnVector> operands, int row, long target) {
    long a = RowValues.readLong(operands.getFirst(), row);
    long b = RowValues.readLong(operands.getLast(), row);
    return write(
        target,
        switch (function) {
          case BITS_AND -> a & b;
          case BITS_OR -> a | b;
          case BITS_XOR -> a ^ b;
          case SHIFT_LEFT -> shiftLeft(a, b);
          case SHIFT_RIGHT -> b < 0 || b >= Long.SIZE ? 0 : a >> b;
          case BIT_COUNT -> Long.bitCount(a);
          case GCD -> gcd(a, b);
          case LCM -> lcm(a, b);
          case FACTORIAL -> factorial(a);
          default -> throw new IllegalStateException("no function of bits: " + function);
        });
  }

  private long shiftLeft(long a, long b) {
    if (a < 0 || b < 0 || (b >= Long.SIZE && a != 0) || (a << b) >> b != a) {
      throw ExpressionException.overflow(call(), a + " << " + b);
    }
    return a << b;
  }

  private long gcd(long a, long b) {
    BigInteger result = BigInteger.valueOf(a).gcd(BigInteger.valueOf(b));
    return exact(result);
  }

  private long lcm(long a, long b) {
    if (a == 0 || b == 0) {
      return 0;
    }
    BigInteger first = BigInteger.valueOf(a);
    BigInteger second = BigInteger.valueOf(b);
    return exact(first.divide(first.gcd(second)).multiply(second).abs());
  }

  private long exact(BigInteger value) {
    if (value.bitLength() >= Long.SIZE) {
      throw ExpressionException.overflow(call(), value);
    }
    return value.longValue();
  }

  private long factorial(long n) {
    if (n < 0) {
      throw ExpressionException.invalidArgument(call(), n);
    }
    if (n > LARGEST_FACTORIAL) {
      throw ExpressionException.overflow(call(), n + "!");
    }
    long result = 1;
    for (long i = 2; i <= n; i++) {
      result *= i;
    }
    return result;
  }
}
