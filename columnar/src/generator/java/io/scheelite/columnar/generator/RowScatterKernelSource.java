package io.scheelite.columnar.generator;

/** Writes the kernels that copy fixed-width values of a vector into rows. */
final class RowScatterKernelSource implements KernelSource {
  @Override
  public String className() {
    return "RowScatterKernels";
  }

  @Override
  public String purpose() {
    return "Copies values of a vector into rows.";
  }

  @Override
  public String imports() {
    return "import io.scheelite.columnar.PhysicalType;\n";
  }

  @Override
  public String methods() {
    StringBuilder methods = new StringBuilder();
    for (ValueForm row : ValueForm.INTEGERS) {
      StringBuilder cases = new StringBuilder();
      for (ValueForm vector : RowForms.VECTOR_INTEGERS) {
        String label = vector.label() + "To" + row.label();
        methods.append(loop(label, narrow(vector, row)));
        cases.append(RowForms.dispatch(vector, "scatter" + label, RowForms.SCATTER_ARGUMENTS));
      }
      methods.append(entry(row.label(), cases.toString()));
    }
    return methods.append(wide()).toString();
  }

  private static String wide() {
    StringBuilder methods = new StringBuilder();
    StringBuilder cases = new StringBuilder();
    for (ValueForm vector : RowForms.VECTOR_INTEGERS) {
      String label = vector.label() + "ToInt128";
      boolean same = vector == RowForms.INT128;
      methods.append(loop(label, same ? RowForms.COPY_INT128 : extend(vector)));
      cases.append(RowForms.dispatch(vector, "scatter" + label, RowForms.SCATTER_ARGUMENTS));
    }
    return methods.append(entry("Int128", cases.toString())).toString();
  }

  private static String narrow(ValueForm vector, ValueForm row) {
    boolean narrower = row.widthBytes() < vector.widthBytes() && row != ValueForm.INT64;
    String cast = narrower ? "(" + row.primitive() + ") " : "";
    String value = cast + vector.at("values", "index");
    return "NativeMemory.put" + row.accessor() + "(slot, " + value + ");";
  }

  private static String extend(ValueForm vector) {
    return """
    long value = VALUE;
          NativeMemory.putLong(slot, value);
          NativeMemory.putLong(slot + 8, value >> 63);"""
        .replace("VALUE", vector.at("values", "index"));
  }

  private static String loop(String label, String write) {
    return """

          private static void scatterLABEL(
              VectorValues source, long list, int numRows, long rows, int offset) {
            long values = source.values();
            long codes = source.codes();
            int mask = source.mask();
            if (list == 0 && codes == 0 && mask != 0) {
              for (int index = 0; index < numRows; index++) {
                long slot = NativeMemory.getLong(rows + 8L * index) + offset;
                WRITE
              }
              return;
            }
            for (int i = 0; i < numRows; i++) {
              int row = VectorValues.row(list, i);
              int index = VectorValues.index(codes, mask, row);
              long slot = NativeMemory.getLong(rows + 8L * row) + offset;
              WRITE
            }
          }
        """
        .replace("LABEL", label)
        .replace("  WRITE", indented(write));
  }

  private static String indented(String lines) {
    return lines.indent(2).stripTrailing();
  }

  private static String entry(String row, String cases) {
    return """

          /** Integers of any width go to {@code offset} of the rows; they are known to fit. */
          public static void scatterToROW(
              PhysicalType form, VectorValues source, long list, int numRows, long rows, int offset) {
            switch (form) {
        CASES      case BIT, FLOAT32, FLOAT64, VIEW ->
                  throw new IllegalArgumentException("no integers: physicalType=" + form);
            }
          }
        """
        .replace("ROW", row)
        .replace("CASES", cases);
  }
}
