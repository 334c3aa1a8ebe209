package io.scheelite.columnar.generator;

/** Writes the kernels that change the width of values. */
final class ConvertKernelSource implements KernelSource {
  @Override
  public String className() {
    return "ConvertKernels";
  }

  @Override
  public String purpose() {
    return "Changes the width of values; integers that do not fit are cut off, doubles rounded.";
  }

  @Override
  public String methods() {
    StringBuilder methods = new StringBuilder();
    for (ValueForm from : ValueForm.INTEGERS) {
      for (ValueForm to : ValueForm.INTEGERS) {
        if (from != to) {
          methods.append(method(from, to));
        }
      }
      ValueForm.FLOATS.forEach(to -> methods.append(method(from, to)));
      methods.append(toInt128(from));
    }
    methods.append(method(ValueForm.FLOAT32, ValueForm.FLOAT64));
    methods.append(method(ValueForm.FLOAT64, ValueForm.FLOAT32));
    return methods.append(FROM_INT128).toString();
  }

  private static final String FROM_INT128 =
      """

        /** Keeps the low half. */
        public static void int128ToInt64(long values, int numRows, long target) {
          for (int i = 0; i < numRows; i++) {
            NativeMemory.putLong(target + 8L * i, NativeMemory.getLong(values + 16L * i));
          }
        }
      """;

  private static String method(ValueForm from, ValueForm to) {
    boolean widens =
        ValueForm.INTEGERS.contains(from)
            && (from.widthBytes() < to.widthBytes() || !ValueForm.INTEGERS.contains(to));
    boolean implicit = widens || from == ValueForm.FLOAT32;
    String value = from.at("values", "i");
    return """

          /** Converts every row. */
          public static void NAME(long values, int numRows, long target) {
            for (int i = 0; i < numRows; i++) {
              PUT;
            }
          }
        """
        .replace("NAME", decapitalized(from.label()) + "To" + to.label())
        .replace(
            "PUT", to.put("target", "i", implicit ? value : "(" + to.primitive() + ") " + value));
  }

  private static String toInt128(ValueForm from) {
    return """

          /** Extends the sign. */
          public static void NAMEToInt128(long values, int numRows, long target) {
            for (int i = 0; i < numRows; i++) {
              long value = GET;
              NativeMemory.putLong(target + 16L * i, value);
              NativeMemory.putLong(target + 16L * i + 8, value >> 63);
            }
          }
        """
        .replace("NAME", decapitalized(from.label()))
        .replace("GET", from.at("values", "i"));
  }

  private static String decapitalized(String label) {
    return Character.toLowerCase(label.charAt(0)) + label.substring(1);
  }
}
