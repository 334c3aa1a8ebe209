package io.scheelite.operators.expression;

import io.scheelite.columnar.DataType;
import org.jspecify.annotations.Nullable;

/**
 * One aggregate of an aggregation, over a column of its input.
 *
 * @param function what is computed
 * @param argument input column, or -1 for {@code COUNT(*)}
 * @param filter input column of type BOOLEAN that says which rows count ({@code FILTER (WHERE …)}),
 *     or null for all
 * @param type result type: COUNT → INT64; SUM of INT8–32 → INT64, of INT64 → DECIMAL(38,0), or
 *     INT64 where counts are summed up, of DECIMAL(p,s) → DECIMAL(38,s), of floats → FLOAT64; AVG →
 *     FLOAT64 (from the exact sum); MIN, MAX → the argument's; bits → the argument's, which is an
 *     integer; variances, deviations and products, of FLOAT64 alone → FLOAT64
 * @param name label of the output column
 */
public record AggregateCall(
    AggregateFunction function,
    int argument,
    @Nullable Integer filter,
    DataType type,
    String name) {
  /** Built-in aggregates. All but the counts ignore nulls and give null for no rows. */
  public enum AggregateFunction {
    /** Rows. */
    COUNT_STAR,
    /** Rows whose argument is not null. */
    COUNT,
    /** Exact sum; overflow of the result type is an error. */
    SUM,
    /** Smallest. */
    MIN,
    /** Largest. */
    MAX,
    /** Mean. */
    AVG,
    /** Variance of a sample: null for fewer than two values. */
    VAR_SAMP,
    /** Variance of all there is. */
    VAR_POP,
    /** Square root of {@link #VAR_SAMP}. */
    STDDEV_SAMP,
    /** Square root of {@link #VAR_POP}. */
    STDDEV_POP,
    /** Or of the bits of integers. */
    BIT_OR,
    /** Exclusive or of the bits of integers. */
    BIT_XOR,
    /** Product of doubles. */
    PRODUCT;

    /** Whether it is a variance or a standard deviation. */
    public boolean isVariance() {
      return switch (this) {
        case VAR_SAMP, VAR_POP, STDDEV_SAMP, STDDEV_POP -> true;
        case COUNT_STAR, COUNT, SUM, MIN, MAX, AVG, BIT_OR, BIT_XOR, PRODUCT -> false;
      };
    }

    /** Whether its argument is to be of type FLOAT64. */
    public boolean takesDoubles() {
      return isVariance() || this == PRODUCT;
    }
  }

  /** Whether a group may yield null. */
  public boolean nullable() {
    return function != AggregateFunction.COUNT_STAR && function != AggregateFunction.COUNT;
  }
}
