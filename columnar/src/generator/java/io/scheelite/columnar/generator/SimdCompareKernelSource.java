package io.scheelite.columnar.generator;

/** Writes the SIMD twins of the comparison kernels. */
final class SimdCompareKernelSource implements KernelSource {
  @Override
  public String className() {
    return "SimdCompareKernels";
  }

  @Override
  public String purpose() {
    return "SIMD twins of {@link CompareKernels}; loaded only where the Vector API is there.";
  }

  @Override
  public String imports() {
    return SimdSource.IMPORTS;
  }

  @Override
  public String methods() {
    StringBuilder methods = new StringBuilder();
    for (ValueForm form : SimdForms.COMPARED) {
      SimdSource simd = new SimdSource(form);
      String constant = "long values, " + form.primitive() + " constant";
      String value = simd.load("values", "(base + i)");
      String left = simd.load("left", "(base + i)");
      String right = simd.load("right", "(base + i)");
      String columns = "long left, long right";
      boolean floating = form == ValueForm.FLOAT64;
      // IEEE comparison with a NaN is false; in the order of SQL NaN is the greatest value
      String guard = floating ? "constant == constant" : "";
      methods
          .append(simd.species())
          .append(method("equalConstant", form, constant, mask(value, "EQ", "constant"), guard))
          .append(method("lessConstant", form, constant, mask(value, "LT", "constant"), guard))
          .append(
              method(
                  "greaterConstant",
                  form,
                  constant,
                  floating
                      ? mask(value, "LE", "constant") + ".not()"
                      : mask(value, "GT", "constant"),
                  guard))
          .append(
              method(
                  "equal",
                  form,
                  columns,
                  floating
                      ? "equalOrBothNan(" + left + ", " + right + ")"
                      : mask(left, "EQ", right),
                  ""))
          .append(
              method(
                  "less",
                  form,
                  columns,
                  floating
                      ? mask(right, "LE", left) + ".not().and(" + left + ".test(IS_NAN).not())"
                      : mask(left, "LT", right),
                  ""));
    }
    return methods.append(EQUAL_OR_BOTH_NAN).toString();
  }

  private static final String EQUAL_OR_BOTH_NAN =
      """

        private static VectorMask<Double> equalOrBothNan(DoubleVector left, DoubleVector right) {
          return left.eq(right).or(left.test(IS_NAN).and(right.test(IS_NAN)));
        }
      """;

  private static String mask(String left, String operator, String right) {
    return left + ".compare(VectorOperators." + operator + ", " + right + ")";
  }

  private static String method(
      String name, ValueForm form, String operands, String mask, String guard) {
    String names = operands.replaceAll("\\b(long|int|short|byte|float|double) ", "");
    String fallback =
        """
            if (!(GUARD)) {
              CompareKernels.NAMEScalar(ARGS, numRows, invert, bitmap);
              return;
            }
        """;
    return """

          static void NAME(OPERANDS, int numRows, long invert, long bitmap) {
        FALLBACK    int whole = numRows & -64;
            for (int base = 0; base < whole; base += 64) {
              long word = 0;
              for (int i = 0; i < 64; i += LABEL_LANES) {
                word |= MASK.toLong() << i;
              }
              NativeMemory.putLong(bitmap + (base >>> 3), word ^ invert);
            }
            if (whole < numRows) {
              CompareKernels.NAMEScalar(TAIL, numRows - whole, invert, bitmap + (whole >>> 3));
            }
          }
        """
        .replace("FALLBACK", guard.isEmpty() ? "" : fallback.replace("GUARD", guard))
        .replace("TAIL", tail(names, form))
        .replace("ARGS", names)
        .replace("NAME", name + form.label())
        .replace("OPERANDS", operands)
        .replace("MASK", mask)
        .replace("LABEL", form.label().toUpperCase(java.util.Locale.ROOT));
  }

  private static String tail(String names, ValueForm form) {
    String offset = " + " + form.widthBytes() + "L * whole";
    return names.contains("constant")
        ? "values" + offset + ", constant"
        : "left" + offset + ", right" + offset;
  }
}
