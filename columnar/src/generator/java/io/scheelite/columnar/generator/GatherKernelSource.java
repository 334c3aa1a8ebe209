package io.scheelite.columnar.generator;

/** Writes the kernels that pick values by row number and spread them by row number. */
final class GatherKernelSource implements KernelSource {
  private static final String WIDE =
      """
          NativeMemory.putLong(target + 16L * TO, NativeMemory.getLong(values + 16L * FROM));
            NativeMemory.putLong(target + 16L * TO + 8, NativeMemory.getLong(values + 16L * FROM + 8));
      """
          .strip();

  @Override
  public String className() {
    return "GatherKernels";
  }

  @Override
  public String purpose() {
    return "Moves fixed-width values between vectors by row numbers.";
  }

  @Override
  public String methods() {
    StringBuilder methods = new StringBuilder();
    for (ValueForm form : ValueForm.INTEGERS) {
      String copy = form.put("target", "TO", form.at("values", "FROM")) + ";";
      methods.append(family(Integer.toString(8 * form.widthBytes()), copy));
    }
    return methods.append(family("128", WIDE)).toString();
  }

  private static String family(String bits, String copy) {
    String by16 = "Short.toUnsignedInt(NativeMemory.getShort(rows + 2L * i))";
    String by32 = "NativeMemory.getInt(rows + 4L * i)";
    return method(bits, "gather", "By16", by16, copy, "row", "i")
        + method(bits, "gather", "By32", by32, copy, "row", "i")
        + method(bits, "scatter", "By16", by16, copy, "i", "row")
        + method(bits, "repeat", "By16", by16, copy, "0", "row")
        + fill(bits, copy);
  }

  private static String method(
      String bits, String verb, String by, String row, String copy, String from, String to) {
    return """

          /** Value FROM of {@code values} becomes value TO of {@code target}. */
          public static void VERBBITSBY(long values, long rows, int numRows, long target) {
            for (int i = 0; i < numRows; i++) {
              int row = ROW;
              COPY
            }
          }
        """
        .replace("VERB", verb)
        .replace("BITS", bits)
        .replace("BY(", by + "(")
        .replace("ROW", row)
        .replace("COPY", copy)
        .replace("FROM", from)
        .replace("TO", to);
  }

  private static String fill(String bits, String copy) {
    return """

          /** Repeats the value at {@code values}. */
          public static void fillBITS(long values, int numRows, long target) {
            for (int i = 0; i < numRows; i++) {
              COPY
            }
          }
        """
        .replace("BITS", bits)
        .replace("COPY", copy)
        .replace("FROM", "0")
        .replace("TO", "i");
  }
}
