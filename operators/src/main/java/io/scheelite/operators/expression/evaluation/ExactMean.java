package io.scheelite.operators.expression.evaluation;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * Divides exact sums of decimals by counts, rounding once: what AVG yields, however its sum came
 * about. Immutable.
 */
public final class ExactMean {
  /** Integers up to here are doubles. */
  private static final long LARGEST_EXACT = 1L << 53;

  private final int scale;
  private final double power;

  /** For sums with so many digits after the point. */
  public ExactMean(int scale) {
    this.scale = scale;
    this.power = Math.pow(10, scale);
  }

  /** The mean of {@code count} values, more than zero, with this unscaled sum. */
  public double of(long sum, long count) {
    double denominator = count * power;
    boolean exact = sum >= -LARGEST_EXACT && sum <= LARGEST_EXACT && denominator <= LARGEST_EXACT;
    return exact ? sum / denominator : of(BigInteger.valueOf(sum), count);
  }

  /** As {@link #of(long, long)}, for sums of any size. */
  public double of(BigInteger sum, long count) {
    return new BigDecimal(sum, scale)
        .divide(BigDecimal.valueOf(count), MathContext.DECIMAL128)
        .doubleValue();
  }
}
