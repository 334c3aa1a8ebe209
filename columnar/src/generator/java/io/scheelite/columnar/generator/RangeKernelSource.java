package io.scheelite.columnar.generator;

/** Writes the kernels that reduce a vector to its smallest, its largest value and its sum. */
final class RangeKernelSource implements KernelSource {
  @Override
  public String className() {
    return "RangeKernels";
  }

  @Override
  public String purpose() {
    return "Finds the smallest and largest value, and the wrapping sum, of integer vectors without"
        + " a look at nulls.";
  }

  @Override
  public String methods() {
    StringBuilder methods = new StringBuilder();
    for (ValueForm form : ValueForm.INTEGERS) {
      methods
          .append(bound("min", "MAX_VALUE", "<", form))
          .append(bound("max", "MIN_VALUE", ">", form))
          .append(sum(form));
    }
    return methods.toString();
  }

  private static String bound(String name, String neutral, String relation, ValueForm form) {
    return """

          /** The BOUND value, {@code BOXED.NEUTRAL} if there is none. */
          public static TYPE NAME(long values, int numRows) {
            return Simd.enabled()
                ? SimdArithmeticKernels.NAME(values, numRows)
                : NAMEScalar(values, numRows);
          }

          static TYPE NAMEScalar(long values, int numRows) {
            TYPE result = BOXED.NEUTRAL;
            for (int i = 0; i < numRows; i++) {
              TYPE value = GET;
              result = value RELATION result ? value : result;
            }
            return result;
          }
        """
        .replace("NAME", name + form.label())
        .replace("BOUND", name.equals("min") ? "smallest" : "largest")
        .replace("BOXED", form.primitive().equals("int") ? "Integer" : form.accessor())
        .replace("TYPE", form.primitive())
        .replace("NEUTRAL", neutral)
        .replace("RELATION", relation)
        .replace("GET", form.at("values", "i"));
  }

  private static String sum(ValueForm form) {
    return """

          /** The sum, wrapping around: exact where the interval times the rows fits 64 bits. */
          public static long sumLABEL(long values, int numRows) {
            long even = 0;
            long odd = 0;
            int pairs = numRows & -2;
            for (int i = 0; i < pairs; i += 2) {
              even += FIRST;
              odd += SECOND;
            }
            return even + odd + (pairs < numRows ? LAST : 0);
          }
        """
        .replace("LABEL", form.label())
        .replace("FIRST", form.at("values", "i"))
        .replace("SECOND", form.at("values", "(i + 1)"))
        .replace("LAST", form.at("values", "pairs"));
  }
}
