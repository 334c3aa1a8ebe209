package io.scheelite.columnar.generator;

import java.util.List;

/** Writes the arithmetic kernels: results in the operands' width. */
final class ArithmeticKernelSource implements KernelSource {
  @Override
  public String className() {
    return "ArithmeticKernels";
  }

  @Override
  public String purpose() {
    return "Computes on values of one width, wrapping around; the {@code Checked} ones return"
        + " whether a row (perhaps a null one) overflowed.";
  }

  @Override
  public String methods() {
    StringBuilder methods = new StringBuilder();
    for (ValueForm form :
        List.of(ValueForm.INT32, ValueForm.INT64, ValueForm.FLOAT32, ValueForm.FLOAT64)) {
      methods
          .append(triple("add", "+", form, false))
          .append(triple("subtract", "-", form, true))
          .append(triple("multiply", "*", form, false));
      if (ValueForm.FLOATS.contains(form)) {
        methods.append(triple("divide", "/", form, true)).append(triple("modulo", "%", form, true));
      }
    }
    return methods.append(checked()).append(divisions()).toString();
  }

  private static String triple(String name, String operator, ValueForm form, boolean reversed) {
    String left = form.at("left", "i");
    String right = form.at("right", "i");
    boolean twin = SimdForms.computes(form.label()) && !operator.equals("%");
    String result =
        method(name, form, "long left, long right", left + " " + operator + " " + right, twin)
            + method(
                name + "Constant",
                form,
                "long left, " + form.primitive() + " constant",
                left + " " + operator + " constant",
                twin);
    if (reversed) {
      result +=
          method(
              name + "FromConstant",
              form,
              form.primitive() + " constant, long right",
              "constant " + operator + " " + right,
              twin);
    }
    return result;
  }

  private static String method(
      String name, ValueForm form, String operands, String expression, boolean simdTwin) {
    String names = operands.replaceAll("\\b(long|int|float|double) ", "");
    String dispatcher =
        """

          /** Computes every row. */
          public static void NAME(OPERANDS, int numRows, long target) {
            if (Simd.enabled()) {
              SimdArithmeticKernels.NAME(ARGS, numRows, target);
            } else {
              NAMEScalar(ARGS, numRows, target);
            }
          }
        """;
    String body =
        """

          VISIBILITYstatic void NAMESUFFIX(OPERANDS, int numRows, long target) {
            for (int i = 0; i < numRows; i++) {
              PUT;
            }
          }
        """
            .replace("SUFFIX", simdTwin ? "Scalar" : "")
            .replace("VISIBILITY", simdTwin ? "" : "/** Computes every row. */\n  public ")
            .replace("PUT", form.put("target", "i", expression));
    return ((simdTwin ? dispatcher : "") + body)
        .replace("ARGS", names)
        .replace("NAME", name + form.label())
        .replace("OPERANDS", operands);
  }

  private static String checked() {
    StringBuilder methods = new StringBuilder();
    methods.append(checkedSum("add", "+", "(l ^ result) & (r ^ result)"));
    methods.append(checkedSum("subtract", "-", "(l ^ r) & (l ^ result)"));
    methods.append(
        """

          /** Computes every row; returns whether one overflowed. */
          public static boolean multiplyCheckedInt32(
              long left, long right, int numRows, long target) {
            long overflow = 0;
            for (int i = 0; i < numRows; i++) {
              long result = (long) NativeMemory.getInt(left + 4L * i) * NativeMemory.getInt(right + 4L * i);
              overflow |= result ^ (int) result;
              NativeMemory.putInt(target + 4L * i, (int) result);
            }
            return overflow != 0;
          }

          /** Computes every row; returns whether one overflowed. */
          public static boolean multiplyCheckedInt64(
              long left, long right, int numRows, long target) {
            long overflow = 0;
            for (int i = 0; i < numRows; i++) {
              long l = NativeMemory.getLong(left + 8L * i);
              long r = NativeMemory.getLong(right + 8L * i);
              long result = l * r;
              overflow |= Math.multiplyHigh(l, r) ^ (result >> 63);
              NativeMemory.putLong(target + 8L * i, result);
            }
            return overflow != 0;
          }
        """);
    return methods.toString();
  }

  private static String checkedSum(String name, String operator, String overflow) {
    StringBuilder methods = new StringBuilder();
    for (ValueForm form : List.of(ValueForm.INT32, ValueForm.INT64)) {
      methods.append(
          """

            /** Computes every row; returns whether one overflowed. */
            public static boolean NAME(long left, long right, int numRows, long target) {
              TYPE overflow = 0;
              for (int i = 0; i < numRows; i++) {
                TYPE l = LEFT;
                TYPE r = RIGHT;
                TYPE result = l OPERATOR r;
                overflow |= OVERFLOW;
                PUT;
              }
              return overflow < 0;
            }
          """
              .indent(-2)
              .replace("NAME", name + "Checked" + form.label())
              .replace("TYPE", form.primitive())
              .replace("LEFT", form.at("left", "i"))
              .replace("RIGHT", form.at("right", "i"))
              .replace("OPERATOR", operator)
              .replace("OVERFLOW", overflow)
              .replace("PUT", form.put("target", "i", "result")));
    }
    return methods.toString();
  }

  private static String divisions() {
    StringBuilder methods = new StringBuilder();
    for (ValueForm form : List.of(ValueForm.INT32, ValueForm.INT64)) {
      for (String name : List.of("divide", "modulo")) {
        methods.append(
            """

              /** Computes every row whose divisor is not zero; the others give zero. */
              public static void NAME(long left, long right, int numRows, long target) {
                for (int i = 0; i < numRows; i++) {
                  TYPE r = RIGHT;
                  PUT;
                }
              }
            """
                .indent(-4)
                .replace("NAME", name + form.label())
                .replace("TYPE", form.primitive())
                .replace("RIGHT", form.at("right", "i"))
                .replace(
                    "PUT",
                    form.put(
                        "target",
                        "i",
                        "r == 0 ? 0 : "
                            + form.at("left", "i")
                            + (name.equals("divide") ? " / r" : " % r"))));
      }
    }
    return methods.toString();
  }
}
