package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.DataType.Decimal;
import java.math.BigInteger;
import java.util.random.RandomGenerator;

/**
 * Values as literals hold them: many duplicates and small numbers, some extremes, strings of both
 * layouts that begin alike; dates of four-digit years.
 */
final class RandomValues {
  private static final String[] PARTS = {
    "a", "b", "ab", "é", " ", "A", "\u4e2d", "12", "long text"
  };

  private final RandomGenerator random;
  private final boolean tame;

  /**
   * Draws from the generator.
   *
   * @param tame numbers stay small, so that arithmetic rarely overflows
   */
  RandomValues(RandomGenerator random, boolean tame) {
    this.random = random;
    this.tame = tame;
  }

  Object value(DataType type) {
    return switch (type) {
      case DataType.Null _, DataType.Bool _ -> random.nextBoolean();
      case DataType.Int8 _ -> integer(7);
      case DataType.Int16 _ -> integer(15);
      case DataType.Int32 _ -> integer(31);
      case DataType.Int64 _ -> integer(63);
      case DataType.Float32 _ -> (double) (float) real();
      case DataType.Float64 _ -> real();
      case Decimal(int precision, int _) -> decimal(precision);
      case DataType.Date _ -> day();
      case DataType.Timestamp _ ->
          day() * 86_400_000_000L
              + random.nextLong(86_400) * (random.nextBoolean() ? 1 : 1_000_000);
      case DataType.Utf8 _ -> text();
      case DataType.Binary _, DataType.List _, DataType.Struct _, DataType.Map _ ->
          throw new IllegalArgumentException("no values of such a type here: " + type.sqlName());
    };
  }

  private long day() {
    return random.nextInt(8) == 0
        ? random.nextLong(-600_000, 2_800_000)
        : random.nextLong(9000, 9100);
  }

  private Object integer(int bits) {
    if (tame || random.nextInt(3) > 0) {
      return (long) random.nextInt(10) - 3;
    }
    return switch (random.nextInt(4)) {
      case 0 -> -1L << bits;
      case 1 -> (1L << bits) - 1;
      default -> random.nextLong() >> 63 - bits;
    };
  }

  private double real() {
    if (tame || random.nextInt(3) > 0) {
      return (random.nextInt(20) - 5) / 2.0;
    }
    return switch (random.nextInt(6)) {
      case 0 -> Double.NaN;
      case 1 -> Double.NEGATIVE_INFINITY;
      case 2 -> -0.0;
      case 3 -> 0.0;
      default -> random.nextGaussian() * 1e6;
    };
  }

  private BigInteger decimal(int precision) {
    if (tame || random.nextInt(3) > 0) {
      return BigInteger.valueOf(random.nextInt(90) - 30).min(BigInteger.TEN.pow(precision - 1));
    }
    BigInteger bound = BigInteger.TEN.pow(precision);
    BigInteger digits =
        random.nextInt(4) == 0
            ? bound.subtract(BigInteger.ONE)
            : BigInteger.valueOf(random.nextLong() >>> 1)
                .multiply(BigInteger.valueOf(random.nextLong() >>> 1))
                .mod(bound);
    return random.nextBoolean() ? digits : digits.negate();
  }

  private String text() {
    StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "ab ab ab ab " : "");
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return text.toString();
  }
}
