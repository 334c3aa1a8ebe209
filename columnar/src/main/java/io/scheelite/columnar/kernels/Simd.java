package io.scheelite.columnar.kernels;

/**
 * Decides once per process whether kernels use the Vector API, and says why not.
 *
 * <p>Kernels ask {@link #enabled()}, a constant to the JIT. Classes that mention the Vector API are
 * named {@code Simd…Kernels} and loaded by that branch alone, so that everything works where the
 * module is not there.
 */
public final class Simd {
  /** {@code auto} (default) or {@code off}. */
  public static final String PROPERTY = "scheelite.simd";

  private static final String MODULE = "jdk.incubator.vector";
  private static final int SMALLEST_VECTOR_BITS = 128;

  private static final String REASON = findReason();
  private static final boolean ENABLED = REASON.isEmpty();

  private Simd() {}

  private static String findReason() {
    String wanted = System.getProperty(PROPERTY, "auto");
    if (wanted.equals("off")) {
      return "switched off by " + PROPERTY + "=off";
    }
    if (!wanted.equals("auto")) {
      throw new IllegalArgumentException(PROPERTY + " must be auto or off: value=" + wanted);
    }
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return "the JVM was started without --add-modules " + MODULE;
    }
    int bits = SimdWidth.preferredBits();
    return bits < SMALLEST_VECTOR_BITS ? "vectors have only " + bits + " bits" : "";
  }

  /** Whether SIMD kernels run. */
  public static boolean enabled() {
    return ENABLED;
  }

  /** What runs and why, in one line for logs and EXPLAIN. */
  public static String description() {
    return ENABLED
        ? "SIMD kernels with " + SimdWidth.preferredBits() + "-bit vectors"
        : "scalar kernels: " + REASON;
  }
}
