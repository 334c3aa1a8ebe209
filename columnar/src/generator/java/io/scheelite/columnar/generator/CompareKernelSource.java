package io.scheelite.columnar.generator;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the kernels that compare values and write one bit per row. Two operations suffice, since a
 * mask turns each into its negation: {@code a >= b} is {@code a < b} with all bits inverted.
 */
final class CompareKernelSource implements KernelSource {
  /** How values of one type are read and compared; {@code INDEX} is the index of the value. */
  private record Form(
      String label, String constant, String left, String right, String equal, String less) {}

  @Override
  public String className() {
    return "CompareKernels";
  }

  @Override
  public String purpose() {
    return "Compares values, one bit per row; every result word is combined with {@code invert} by"
        + " exclusive or (0, or -1 for the negated comparison).";
  }

  @Override
  public String methods() {
    StringBuilder methods = new StringBuilder();
    for (Form form : forms()) {
      String constant = "long values, " + form.constant() + " constant";
      String columns = "long left, long right";
      String value = form.left().replace("ADDRESS", "values");
      String left = form.left().replace("ADDRESS", "left");
      String right = form.right().replace("ADDRESS", "right");
      boolean twin = SimdForms.compares(form.label());
      methods
          .append(method("equalConstant", form, constant, form.equal(), value, "constant", twin))
          .append(method("lessConstant", form, constant, form.less(), value, "constant", twin))
          .append(method("greaterConstant", form, constant, form.less(), "constant", value, twin))
          .append(method("equal", form, columns, form.equal(), left, right, twin))
          .append(method("less", form, columns, form.less(), left, right, twin));
    }
    return methods.toString();
  }

  private static List<Form> forms() {
    List<Form> forms = new ArrayList<>();
    for (ValueForm form : ValueForm.INTEGERS) {
      String value = form.at("ADDRESS", "INDEX");
      forms.add(new Form(form.label(), form.primitive(), value, value, "A == B", "A < B"));
    }
    for (ValueForm form : ValueForm.FLOATS) {
      String value = form.at("ADDRESS", "INDEX");
      forms.add(
          new Form(
              form.label(),
              form.primitive(),
              value,
              value,
              "FloatOrder.equal(A, B)",
              "FloatOrder.less(A, B)"));
    }
    String wide = "ADDRESS + 16L * INDEX";
    forms.add(
        new Form(
            "Int128", "long", wide, wide, "Int128Values.equal(A, B)", "Int128Values.less(A, B)"));
    forms.add(
        new Form(
            "View", "long", wide, wide, "StringView.equal(A, B)", "StringView.compare(A, B) < 0"));
    return forms;
  }

  @Override
  public String imports() {
    return "import io.scheelite.columnar.StringView;\n";
  }

  private static String method(
      String name,
      Form form,
      String operands,
      String condition,
      String a,
      String b,
      boolean simdTwin) {
    String names = operands.replaceAll("\\b(long|int|short|byte|float|double) ", "");
    String dispatcher =
        """

          /** Writes a bit per row; see the class for {@code invert}. */
          public static void NAME(OPERANDS, int numRows, long invert, long bitmap) {
            if (Simd.enabled()) {
              SimdCompareKernels.NAME(ARGS, numRows, invert, bitmap);
            } else {
              NAMEScalar(ARGS, numRows, invert, bitmap);
            }
          }
        """;
    String body =
        """

          VISIBILITYstatic void NAMESUFFIX(OPERANDS, int numRows, long invert, long bitmap) {
            for (int base = 0; base < numRows; base += 64) {
              int end = Math.min(64, numRows - base);
              long word = 0;
              for (int i = 0; i < end; i++) {
                word |= (CONDITION ? 1L : 0L) << i;
              }
              NativeMemory.putLong(bitmap + (base >>> 3), word ^ invert);
            }
          }
        """
            .replace("SUFFIX", simdTwin ? "Scalar" : "")
            .replace("VISIBILITY", simdTwin ? "" : "/** Writes a bit per row. */\n  public ")
            .replace("CONDITION", condition.replace("A", "\1").replace("B", "\2"))
            .replace("\1", a)
            .replace("\2", b)
            .replace("INDEX", "(base + i)");
    return ((simdTwin ? dispatcher : "") + body)
        .replace("ARGS", names)
        .replace("NAME", name + form.label())
        .replace("OPERANDS", operands);
  }
}
