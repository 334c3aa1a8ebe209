package io.scheelite.columnar.generator;

import java.util.Locale;

/** Pieces of Vector API code for one type. */
record SimdSource(ValueForm form) {
  static final String IMPORTS =
      """
      import static jdk.incubator.vector.VectorOperators.IS_NAN;

      import java.nio.ByteOrder;
      import jdk.incubator.vector.ByteVector;
      import jdk.incubator.vector.DoubleVector;
      import jdk.incubator.vector.IntVector;
      import jdk.incubator.vector.LongVector;
      import jdk.incubator.vector.ShortVector;
      import jdk.incubator.vector.VectorMask;
      import jdk.incubator.vector.VectorOperators;
      import jdk.incubator.vector.VectorSpecies;
      """;

  private String vector() {
    return form.accessor() + "Vector";
  }

  private String constant() {
    return form.label().toUpperCase(Locale.ROOT);
  }

  /** Declares the species and its number of lanes. */
  String species() {
    String boxed = form.primitive().equals("int") ? "Integer" : form.accessor();
    return """

          private static final VectorSpecies<%1$s> %2$s = %3$s.SPECIES_PREFERRED;
          private static final int %2$s_LANES = %2$s.length();
        """
        .formatted(boxed, constant(), vector());
  }

  /** An expression for the vector that starts at value {@code index}. */
  String load(String address, String index) {
    return "%s.fromMemorySegment(%s, NativeMemory.EVERYTHING, %s, ByteOrder.LITTLE_ENDIAN)"
        .formatted(vector(), constant(), element(address, index));
  }

  /** The end of an expression that stores the vector before it at value {@code index}. */
  String store(String address, String index) {
    return ".intoMemorySegment(NativeMemory.EVERYTHING, %s, ByteOrder.LITTLE_ENDIAN)"
        .formatted(element(address, index));
  }

  /** An expression for the vector that repeats a value. */
  String broadcast(String value) {
    return "%s.broadcast(%s, %s)".formatted(vector(), constant(), value);
  }

  private String element(String address, String index) {
    return form.widthBytes() == 1
        ? address + " + " + index
        : address + " + " + form.widthBytes() + "L * " + index;
  }
}
