package io.scheelite.columnar.generator;

import java.util.List;
import java.util.Locale;

/** What the kernels between vectors and rows have in common. */
final class RowForms {
  /** A 128-bit integer that is known to fit into 64 bits: its low half. */
  static final ValueForm INT128 = new ValueForm("Int128", "long", "Long", 16);

  /** Every width in which a vector may hold integers. */
  static final List<ValueForm> VECTOR_INTEGERS =
      List.of(ValueForm.INT8, ValueForm.INT16, ValueForm.INT32, ValueForm.INT64, INT128);

  static final String SCATTER_ARGUMENTS = "source, list, numRows, rows, offset";

  static final String COPY_INT128 =
      """
      long value = values + 16L * index;
            NativeMemory.putLong(slot, NativeMemory.getLong(value));
            NativeMemory.putLong(slot + 8, NativeMemory.getLong(value + 8));"""
          .strip();

  private RowForms() {}

  /** A case of a switch over {@code PhysicalType}. */
  static String dispatch(ValueForm vector, String method, String arguments) {
    return "      case "
        + vector.label().toUpperCase(Locale.ROOT)
        + " -> "
        + method
        + "("
        + arguments
        + ");\n";
  }
}
