package io.scheelite.sql.fuzz;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * What is known of a value before any row is read.
 *
 * @param width bits of integers, digits of decimals, {@link #REAL} or 0 of floating-point numbers;
 *     0 for others
 * @param scale digits behind the point of decimals, bits behind it of exact doubles
 * @param bound no number is further from zero; of texts: no text is longer
 * @param exact whether both engines must give the very same value: not so for doubles that were
 *     rounded on the way
 */
record Shape(Kind kind, int width, int scale, BigDecimal bound, boolean exact) {
  /** Width of floating-point numbers that are not doubles. */
  static final int REAL = 32;

  /** Beyond all that arithmetic may be done with. */
  static final BigDecimal WILD = BigDecimal.TEN.pow(400);

  private static final BigDecimal EXACT_DOUBLES = BigDecimal.valueOf(1L << 52);

  /** Families of types. */
  enum Kind {
    INTEGER,
    DECIMAL,
    DOUBLE,
    TEXT,
    BOOLEAN,
    DATE,
    TIMESTAMP;

    boolean isNumber() {
      return this == INTEGER || this == DECIMAL || this == DOUBLE;
    }
  }

  static final Shape BOOLEAN = new Shape(Kind.BOOLEAN, 0, 0, BigDecimal.ZERO, true);
  static final Shape DATE = new Shape(Kind.DATE, 0, 0, BigDecimal.ZERO, true);
  static final Shape TIMESTAMP = new Shape(Kind.TIMESTAMP, 0, 0, BigDecimal.ZERO, true);
  static final Shape ROUNDED = new Shape(Kind.DOUBLE, 0, 0, WILD, false);

  static Shape integer(int bits, BigDecimal bound) {
    return new Shape(Kind.INTEGER, bits, 0, bound, true);
  }

  static Shape integer(int bits, long bound) {
    return integer(bits, BigDecimal.valueOf(bound));
  }

  static Shape decimal(int precision, int scale, BigDecimal bound) {
    return new Shape(Kind.DECIMAL, precision, scale, bound, true);
  }

  static Shape text(int maxLength) {
    return new Shape(Kind.TEXT, 0, 0, BigDecimal.valueOf(maxLength), true);
  }

  /** A double that is exact if its digits allow it. */
  static Shape real(int fractionBits, BigDecimal bound) {
    BigDecimal steps = bound.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(fractionBits)));
    return steps.compareTo(EXACT_DOUBLES) < 0
        ? new Shape(Kind.DOUBLE, 0, fractionBits, bound, true)
        : ROUNDED;
  }

  /** The largest integer of so many bits. */
  static BigDecimal capacity(int bits) {
    return new BigDecimal(BigInteger.ONE.shiftLeft(bits - 1).subtract(BigInteger.ONE));
  }

  /** Whether an integer type of so many bits holds all values. */
  boolean fits(int bits) {
    return bound.compareTo(capacity(bits)) <= 0;
  }

  /** Whether the decimal type holds all values, rounded. */
  boolean fitsDecimal(int precision, int digits) {
    return precision >= digits
        && bound.add(BigDecimal.ONE).compareTo(BigDecimal.TEN.pow(precision - digits)) <= 0;
  }

  boolean isNumber() {
    return kind.isNumber();
  }

  /** Digits of the decimal type that an exact number becomes beside a decimal. */
  int precision() {
    return switch (width) {
      case 8 -> 3;
      case 16 -> 5;
      case 32 -> 10;
      case 64 -> 19;
      default -> kind == Kind.DECIMAL ? width : 38;
    };
  }

  String sqlType() {
    return switch (kind) {
      case INTEGER ->
          switch (width) {
            case 8 -> "TINYINT";
            case 16 -> "SMALLINT";
            case 32 -> "INTEGER";
            default -> "BIGINT";
          };
      case DECIMAL -> "DECIMAL(" + width + ", " + scale + ")";
      case DOUBLE -> width == REAL ? "REAL" : "DOUBLE";
      case TEXT -> "VARCHAR";
      case BOOLEAN -> "BOOLEAN";
      case DATE -> "DATE";
      case TIMESTAMP -> "TIMESTAMP";
    };
  }
}
