package io.scheelite.testsupport;

import java.util.Locale;

/**
 * Names the circumstances a suite runs in, so that one suite covers many of them.
 *
 * <p>Chosen by {@code -Dtests.world=default|force-spill|batch-1|scalar|one-thread|guards}. Test
 * harnesses ask {@link #current()} and pass the answers to what they build; production code never
 * reads it.
 */
public enum World {
  /** What users get. */
  DEFAULT,
  /** Every consumer of memory is made to spill around every batch. */
  FORCE_SPILL,
  /** Batches hold a single row. */
  BATCH_1,
  /** SIMD kernels are replaced by their scalar twins. */
  SCALAR,
  /** Pools have one thread. */
  ONE_THREAD,
  /** Memory stands between guard patterns and is poisoned when it is freed. */
  GUARDS;

  private static final String PROPERTY = "tests.world";
  private static final int DEFAULT_BATCH_SIZE = 2048;
  private static final int DEFAULT_THREADS = 2;

  /** The world of this run; fails with the list of worlds when the property names none of them. */
  public static World current() {
    return parse(System.getProperty(PROPERTY, "default"));
  }

  static World parse(String name) {
    for (World world : values()) {
      if (world.label().equals(name)) {
        return world;
      }
    }
    StringBuilder known = new StringBuilder();
    for (World world : values()) {
      known.append(known.isEmpty() ? "" : ", ").append(world.label());
    }
    throw new IllegalArgumentException("unknown world: " + name + ", known: " + known);
  }

  /** The name used on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Whether harnesses force a reclaim around every batch and shrink limits so that state spills.
   */
  public boolean forceSpill() {
    return this == FORCE_SPILL;
  }

  /** Rows per batch. */
  public int batchSize() {
    return this == BATCH_1 ? 1 : DEFAULT_BATCH_SIZE;
  }

  /** Whether the scalar twins of SIMD kernels are to be used. */
  public boolean scalarKernels() {
    return this == SCALAR;
  }

  /** Whether memory managers run in their debug mode. */
  public boolean guards() {
    return this == GUARDS;
  }

  /** Threads per pool. */
  public int threads() {
    return this == ONE_THREAD ? 1 : DEFAULT_THREADS;
  }
}
