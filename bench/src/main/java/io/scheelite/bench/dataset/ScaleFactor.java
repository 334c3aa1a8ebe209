package io.scheelite.bench.dataset;

import java.math.BigDecimal;

/**
 * How large a TPC database is: 1 is about 1 GB of text.
 *
 * @param value positive, without trailing zeros
 */
public record ScaleFactor(BigDecimal value) {
  private static final BigDecimal LARGEST = BigDecimal.valueOf(100_000);

  /** Refuses what the generator cannot make. */
  public ScaleFactor {
    value = value.stripTrailingZeros();
    if (value.signum() <= 0 || value.compareTo(LARGEST) > 0) {
      throw new IllegalArgumentException(
          "scale factor must be above 0 and at most 100000, such as 0.01, 1 or 10: "
              + value.toPlainString());
    }
  }

  /** Reads {@code 0.01}, {@code 1}, {@code 10}. */
  public static ScaleFactor parse(String text) {
    try {
      return new ScaleFactor(new BigDecimal(text.strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "scale factor is not a number, try 0.01, 1 or 10: " + text, e);
    }
  }

  /** As the generator wants it. */
  public double asDouble() {
    return value.doubleValue();
  }

  /** Name of the folder for this scale factor, such as {@code sf0.01}. */
  public String folderName() {
    return "sf" + value.toPlainString();
  }
}
