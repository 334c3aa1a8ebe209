package io.scheelite.columnar.generator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the kernel sources that differ by physical type alone into the build directory.
 *
 * <p>Run by the build in phase {@code generate-sources} as a source program ({@code java
 * KernelGenerator.java TARGET}); sources beside it in this package may be used. Files whose content
 * did not change keep their time stamp, so that the compiler does not start anew.
 */
public final class KernelGenerator {
  private static final String PACKAGE = "io.scheelite.columnar.kernels";

  /** One physical integer type and the constants its kernels need. */
  private record PhysicalType(String primitive, String boxed) {}

  private static final List<PhysicalType> INTEGERS =
      List.of(
          new PhysicalType("byte", "Byte"),
          new PhysicalType("short", "Short"),
          new PhysicalType("int", "Integer"),
          new PhysicalType("long", "Long"));

  private KernelGenerator() {}

  /** Writes all kernels below the folder named by the only argument. */
  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]).resolve(PACKAGE.replace('.', '/'));
    Files.createDirectories(root);
    write(root.resolve("IntervalKernels.java"), intervalKernels());
  }

  private static String intervalKernels() {
    StringBuilder methods = new StringBuilder();
    for (PhysicalType type : INTEGERS) {
      methods.append(intervalMethod("min", type, "MAX_VALUE"));
      methods.append(intervalMethod("max", type, "MIN_VALUE"));
    }
    return """
        package %s;

        /** Finds the interval of array values, one method per bound and physical type. */
        public final class IntervalKernels {
          private IntervalKernels() {}
        %s}
        """
        .formatted(PACKAGE, methods);
  }

  private static String intervalMethod(String bound, PhysicalType type, String neutral) {
    return """

          /** Returns the %2$simum of {@code values[from..to)}, {@code %3$s.%4$s} if there is none. */
          public static %1$s %2$s(%1$s[] values, int from, int to) {
            %1$s result = %3$s.%4$s;
            for (int i = from; i < to; i++) {
              result = values[i] %5$s result ? values[i] : result;
            }
            return result;
          }
        """
        .formatted(type.primitive(), bound, type.boxed(), neutral, bound.equals("min") ? "<" : ">");
  }

  private static void write(Path file, String source) throws IOException {
    if (Files.exists(file) && Files.readString(file, StandardCharsets.UTF_8).equals(source)) {
      return;
    }
    Files.writeString(file, source, StandardCharsets.UTF_8);
  }
}
