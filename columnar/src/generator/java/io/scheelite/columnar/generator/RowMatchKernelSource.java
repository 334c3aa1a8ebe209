package io.scheelite.columnar.generator;

/**
 * Writes the kernels that compare values with those in rows and remove the rows that differ from a
 * list.
 */
final class RowMatchKernelSource implements KernelSource {
  private static final String ARGUMENTS = "source, list, numRows, rows, offset, mismatches";

  @Override
  public String className() {
    return "RowMatchKernels";
  }

  @Override
  public String purpose() {
    return "Keeps of a list of row numbers those whose values are equal.";
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
        String label = vector.label() + "With" + row.label();
        String equality = vector.at("values", "index") + " == " + row.get("slot");
        methods.append(loop("private", label, equality));
        cases.append(RowForms.dispatch(vector, "match" + label, ARGUMENTS));
      }
      methods.append(entry(row.label(), cases.toString()));
      methods.append(rows(row.label(), row.get("left") + " == " + row.get("right")));
    }
    for (ValueForm form : ValueForm.FLOATS) {
      methods.append(
          loop("public", form.label(), floats(form.at("values", "index"), form, "slot")));
      methods.append(rows(form.label(), floats(form.get("left"), form, "right")));
    }
    return methods.append(wide()).toString();
  }

  private static String wide() {
    StringBuilder methods = new StringBuilder();
    StringBuilder cases = new StringBuilder();
    for (ValueForm vector : RowForms.VECTOR_INTEGERS) {
      String label = vector.label() + "WithInt128";
      String equality =
          vector == RowForms.INT128
              ? "Int128Values.equal(values + 16L * index, slot)"
              : "RowValues.equalsInt128(" + vector.at("values", "index") + ", slot)";
      methods.append(loop("private", label, equality));
      cases.append(RowForms.dispatch(vector, "match" + label, ARGUMENTS));
    }
    return methods
        .append(entry("Int128", cases.toString()))
        .append(rows("Int128", "Int128Values.equal(left, right)"))
        .toString();
  }

  private static String floats(String value, ValueForm form, String address) {
    return "FloatOrder.equal(" + value + ", " + form.get(address) + ")";
  }

  /** A null of a dictionary-encoded vector has some code: what it stands for does not matter. */
  private static String loop(String visibility, String label, String equality) {
    return """

          /** As the other methods; a null of the vector is equal. */
          VISIBILITY static int matchLABEL(
              VectorValues source, long list, int numRows, long rows, int offset, long mismatches) {
            long values = source.values();
            long codes = source.codes();
            long validity = codes == 0 ? 0 : source.validity();
            int mask = source.mask();
            int kept = 0;
            for (int i = 0; i < numRows; i++) {
              short entry = NativeMemory.getShort(list + 2L * i);
              int row = Short.toUnsignedInt(entry);
              int index = VectorValues.index(codes, mask, row);
              long slot = NativeMemory.getLong(rows + 8L * row) + offset;
              boolean equal = EQUALITY;
              NativeMemory.putShort(list + 2L * kept, entry);
              NativeMemory.putShort(mismatches + 2L * (i - kept), entry);
              kept += equal || VectorValues.isNull(validity, row) ? 1 : 0;
            }
            return kept;
          }
        """
        .replace("VISIBILITY", visibility)
        .replace("LABEL", label)
        .replace("EQUALITY", equality);
  }

  private static String entry(String row, String cases) {
    return """

          /**
           * Compares integers of any width with those at {@code offset} of the rows.
           *
           * @param list row numbers; those of equal values are left in it
           * @param mismatches where the numbers of other rows are written to
           * @return how many row numbers are left
           */
          public static int matchWithROW(
              PhysicalType form,
              VectorValues source,
              long list,
              int numRows,
              long rows,
              int offset,
              long mismatches) {
            return switch (form) {
        CASES      case BIT, FLOAT32, FLOAT64, VIEW ->
                  throw new IllegalArgumentException("no integers: physicalType=" + form);
            };
          }
        """
        .replace("ROW", row)
        .replace("CASES", cases);
  }

  private static String rows(String label, String equality) {
    return """

          /** Compares values of two rows each; result as above. */
          public static int matchRowsLABEL(
              long leftRows,
              int leftOffset,
              long rightRows,
              int rightOffset,
              long list,
              int numRows,
              long mismatches) {
            int kept = 0;
            for (int i = 0; i < numRows; i++) {
              short entry = NativeMemory.getShort(list + 2L * i);
              long at = 8L * Short.toUnsignedInt(entry);
              long left = NativeMemory.getLong(leftRows + at) + leftOffset;
              long right = NativeMemory.getLong(rightRows + at) + rightOffset;
              NativeMemory.putShort(list + 2L * kept, entry);
              NativeMemory.putShort(mismatches + 2L * (i - kept), entry);
              kept += EQUALITY ? 1 : 0;
            }
            return kept;
          }
        """
        .replace("LABEL", label)
        .replace("EQUALITY", equality);
  }
}
