package io.scheelite.columnar.generator;

import java.util.List;

/** Writes the SIMD twins of the arithmetic kernels. */
final class SimdArithmeticKernelSource implements KernelSource {
  @Override
  public String className() {
    return "SimdArithmeticKernels";
  }

  @Override
  public String purpose() {
    return "SIMD twins of {@link ArithmeticKernels} and {@link RangeKernels}; loaded only where the"
        + " Vector API is there.";
  }

  @Override
  public String imports() {
    return SimdSource.IMPORTS;
  }

  @Override
  public String methods() {
    StringBuilder methods = new StringBuilder();
    for (ValueForm form : SimdForms.COMPARED) {
      methods.append(new SimdSource(form).species());
      if (form != ValueForm.FLOAT64) {
        methods
            .append(reduction("min", "MAX_VALUE", form))
            .append(reduction("max", "MIN_VALUE", form));
      }
    }
    for (ValueForm form : SimdForms.COMPUTED) {
      methods
          .append(operation("add", form, false))
          .append(operation("subtract", form, true))
          .append(operation("multiply", form, false));
      if (form == ValueForm.FLOAT64) {
        methods.append(operation("divide", form, true));
      }
    }
    return methods.toString();
  }

  private static String operation(String name, ValueForm form, boolean reversed) {
    SimdSource simd = new SimdSource(form);
    String verb =
        List.of("add", "sub", "mul", "div").stream().filter(name::startsWith).findFirst().get();
    String left = simd.load("left", "i");
    String right = simd.load("right", "i");
    String vectors = left + "." + verb + "(" + right + ")";
    String constant = left + "." + verb + "(constant)";
    String result =
        method(name, form, "long left, long right", vectors)
            + method(
                name + "Constant", form, "long left, " + form.primitive() + " constant", constant);
    if (reversed) {
      String from = simd.broadcast("constant") + "." + verb + "(" + right + ")";
      result +=
          method(name + "FromConstant", form, form.primitive() + " constant, long right", from);
    }
    return result;
  }

  private static String method(String name, ValueForm form, String operands, String expression) {
    SimdSource simd = new SimdSource(form);
    String names = operands.replaceAll("\\b(long|int|float|double) ", "");
    String offset = " + " + form.widthBytes() + "L * whole";
    String tail = names.replace("left", "left" + offset).replace("right", "right" + offset);
    return """

          static void NAME(OPERANDS, int numRows, long target) {
            int whole = numRows & -LANES;
            for (int i = 0; i < whole; i += LANES) {
              EXPRESSION;
            }
            if (whole < numRows) {
              ArithmeticKernels.NAMEScalar(TAIL, numRows - whole, target + WIDTHL * whole);
            }
          }
        """
        .replace("NAME", name + form.label())
        .replace("OPERANDS", operands)
        .replace("LANES", form.label().toUpperCase(java.util.Locale.ROOT) + "_LANES")
        .replace("EXPRESSION", expression + simd.store("target", "i"))
        .replace("TAIL", tail)
        .replace("WIDTH", Integer.toString(form.widthBytes()));
  }

  private static String reduction(String name, String neutral, ValueForm form) {
    SimdSource simd = new SimdSource(form);
    String boxed = form.primitive().equals("int") ? "Integer" : form.accessor();
    return """

          static TYPE NAME(long values, int numRows) {
            VECTOR first = START;
            VECTOR second = first;
            int whole = numRows & -(2 * LANES);
            for (int i = 0; i < whole; i += 2 * LANES) {
              first = first.MINMAX(LOAD1);
              second = second.MINMAX(LOAD2);
            }
            TYPE result = first.MINMAX(second).reduceLanes(VectorOperators.OPERATOR);
            for (int i = whole; i < numRows; i++) {
              TYPE value = VALUE;
              result = value RELATION result ? value : result;
            }
            return result;
          }
        """
        .replace("NAME", name + form.label())
        .replace("TYPE", form.primitive())
        .replace("VECTOR ", form.accessor() + "Vector ")
        .replace("START", simd.broadcast(boxed + "." + neutral))
        .replace("LANES)", form.label().toUpperCase(java.util.Locale.ROOT) + "_LANES)")
        .replace("* LANES", "* " + form.label().toUpperCase(java.util.Locale.ROOT) + "_LANES")
        .replace("MINMAX", name)
        .replace("OPERATOR", name.toUpperCase(java.util.Locale.ROOT))
        .replace("RELATION", name.equals("min") ? "<" : ">")
        .replace("LOAD1", simd.load("values", "i"))
        .replace(
            "LOAD2",
            simd.load(
                "values", "(i + " + form.label().toUpperCase(java.util.Locale.ROOT) + "_LANES)"))
        .replace("VALUE;", form.at("values", "i") + ";");
  }
}
