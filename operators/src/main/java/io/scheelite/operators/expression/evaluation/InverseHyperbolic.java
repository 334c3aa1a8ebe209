package io.scheelite.operators.expression.evaluation;

/** Inverse hyperbolic functions without loss of digits for small and large values, as in fdlibm. */
final class InverseHyperbolic {
  private static final double LN_2 = Math.log(2);
  private static final double LARGE = 0x1p28;
  private static final double SMALL = 0x1p-28;

  private InverseHyperbolic() {}

  static double sine(double x) {
    double size = Math.abs(x);
    if (!(size >= SMALL) || Double.isInfinite(x)) {
      return x;
    }
    double square = x * x;
    double result =
        size > LARGE
            ? Math.log(size) + LN_2
            : size > 2
                ? Math.log(2 * size + 1 / (Math.sqrt(square + 1) + size))
                : Math.log1p(size + square / (1 + Math.sqrt(1 + square)));
    return Math.copySign(result, x);
  }

  static double cosine(double x) {
    if (x > LARGE) {
      return Math.log(x) + LN_2;
    }
    if (x > 2) {
      return Math.log(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
    }
    double above = x - 1;
    return Math.log1p(above + Math.sqrt(2 * above + above * above)); // not a number below 1
  }

  static double tangent(double x) {
    double size = Math.abs(x);
    if (!(size >= SMALL)) {
      return x;
    }
    double twice = size + size;
    double result =
        size < 0.5
            ? Math.log1p(twice + twice * size / (1 - size)) / 2
            : Math.log1p(twice / (1 - size)) / 2;
    return size > 1 ? Double.NaN : Math.copySign(result, x);
  }
}
