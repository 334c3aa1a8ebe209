package io.scheelite.columnar.generator;

/** Writes one kernel class: a final class of static methods. */
interface KernelSource {
  /** Simple name of the class. */
  String className();

  /** First sentence of its Javadoc. */
  String purpose();

  /** Import lines beyond {@code NativeMemory}. */
  default String imports() {
    return "";
  }

  /** All methods, indented by two spaces, each after an empty line. */
  String methods();
}
