package io.scheelite.testsupport;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Hands out the randomness of tests, reproducible from one number.
 *
 * <p>The seed of a run is {@code -Dtests.seed=…}, else drawn once per JVM. Each caller passes a
 * name (usually its class and case), so that the numbers one test sees do not depend on which tests
 * ran before it. A failing test prints how to run it again with its seed. {@code
 * -Dtests.iterations=…} multiplies the work of fuzz tests. Safe for use by many threads.
 */
public final class Seeds {
  private static final String SEED_PROPERTY = "tests.seed";
  private static final String ITERATIONS_PROPERTY = "tests.iterations";
  private static final long RUN_SEED = drawRunSeed();

  private Seeds() {}

  /** The seed of this run. */
  public static long runSeed() {
    return RUN_SEED;
  }

  /** A generator that depends on the run's seed and {@code name} alone. */
  public static RandomGenerator random(String name) {
    return new SplittableRandom(derive(name));
  }

  /** A generator for the {@code index}-th case of {@code owner}. */
  public static RandomGenerator random(Class<?> owner, long index) {
    return random(owner.getName() + "#" + index);
  }

  /**
   * The number of cases a fuzz test runs: {@code normal} unless {@code -Dtests.iterations} is set.
   */
  public static int iterations(int normal) {
    return Integer.getInteger(ITERATIONS_PROPERTY, normal);
  }

  /** The seed of {@code name} in this run. */
  static long derive(String name) {
    long hash = RUN_SEED ^ 0x9E3779B97F4A7C15L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
    }
    return hash ^ (hash >>> 32);
  }

  private static long drawRunSeed() {
    String text = System.getProperty(SEED_PROPERTY);
    // a short non-negative number is easier to copy from a log
    return text != null ? Long.parseLong(text) : System.nanoTime() & 0x7FFFFFFFL;
  }
}
