package io.scheelite.columnar.generator;

/** Writes the kernels that copy fixed-width values of rows into vectors. */
final class RowGatherKernelSource implements KernelSource {
  @Override
  public String className() {
    return "RowGatherKernels";
  }

  @Override
  public String purpose() {
    return "Copies values of rows into vectors.";
  }

  @Override
  public String methods() {
    StringBuilder methods = new StringBuilder();
    for (ValueForm form : ValueForm.INTEGERS) {
      String bits = Integer.toString(8 * form.widthBytes());
      String value = form.get("row + offset");
      String zero = "row == 0 ? 0 : " + value;
      methods.append(gather(bits, "", "every address is a row's", form.put("target", "i", value)));
      methods.append(
          gather(bits, "OrZero", "zero where the address is 0", form.put("target", "i", zero)));
    }
    return methods.toString();
  }

  private static String gather(String bits, String suffix, String note, String write) {
    return """

          /** The value at {@code offset} of row i becomes value i; NOTE. */
          public static void gatherBITSSUFFIX(long rows, int numRows, int offset, long target) {
            for (int i = 0; i < numRows; i++) {
              long row = NativeMemory.getLong(rows + 8L * i);
              WRITE;
            }
          }
        """
        .replace("BITSSUFFIX", bits + suffix)
        .replace("NOTE", note)
        .replace("WRITE", write);
  }
}
