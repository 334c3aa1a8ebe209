package io.scheelite.columnar.generator;

import java.util.List;

/**
 * A physical type with one Java primitive per value.
 *
 * @param label as it appears in method names
 * @param primitive Java's name of it
 * @param accessor suffix of {@code NativeMemory.get…} and {@code put…}
 * @param widthBytes bytes per value
 */
record ValueForm(String label, String primitive, String accessor, int widthBytes) {
  static final ValueForm INT8 = new ValueForm("Int8", "byte", "Byte", 1);
  static final ValueForm INT16 = new ValueForm("Int16", "short", "Short", 2);
  static final ValueForm INT32 = new ValueForm("Int32", "int", "Int", 4);
  static final ValueForm INT64 = new ValueForm("Int64", "long", "Long", 8);
  static final ValueForm FLOAT32 = new ValueForm("Float32", "float", "Float", 4);
  static final ValueForm FLOAT64 = new ValueForm("Float64", "double", "Double", 8);

  /** All integers of at most 64 bits. */
  static final List<ValueForm> INTEGERS = List.of(INT8, INT16, INT32, INT64);

  /** Both floating-point types. */
  static final List<ValueForm> FLOATS = List.of(FLOAT32, FLOAT64);

  /** An expression that reads the value at {@code address}. */
  String get(String address) {
    return "NativeMemory.get" + accessor + "(" + address + ")";
  }

  /** An expression that reads value {@code index} of the vector at {@code address}. */
  String at(String address, String index) {
    return get(element(address, index));
  }

  /** A call that writes value {@code index} of the vector at {@code address}. */
  String put(String address, String index, String value) {
    return "NativeMemory.put" + accessor + "(" + element(address, index) + ", " + value + ")";
  }

  private String element(String address, String index) {
    return widthBytes == 1
        ? address + " + " + index
        : address + " + " + widthBytes + "L * " + index;
  }
}
