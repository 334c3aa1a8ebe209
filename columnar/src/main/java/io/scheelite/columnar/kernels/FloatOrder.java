package io.scheelite.columnar.kernels;

/**
 * The order of floating-point numbers in SQL: zeros are equal whatever their sign, all NaNs are
 * equal and greater than every number.
 */
public final class FloatOrder {
  private FloatOrder() {}

  /** Whether both are the same number, or both are NaN. */
  public static boolean equal(double a, double b) {
    return a == b || (Double.isNaN(a) && Double.isNaN(b));
  }

  /** Whether {@code a} comes before {@code b}. */
  public static boolean less(double a, double b) {
    return a < b || (Double.isNaN(b) && !Double.isNaN(a));
  }
}
