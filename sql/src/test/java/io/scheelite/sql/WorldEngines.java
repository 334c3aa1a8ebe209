package io.scheelite.sql;

import io.scheelite.columnar.kernels.Simd;
import io.scheelite.testsupport.World;
import java.nio.file.Path;

/** Engines as the {@linkplain World world} of this run wants them, for tests of other packages. */
public final class WorldEngines {
  private static final long MEMORY_BYTES = 64L << 20;

  private WorldEngines() {}

  /** A new engine; the caller closes it. */
  public static Engine open(Path spillDirectory) {
    World world = World.current();
    if (world.scalarKernels() && Simd.enabled()) {
      throw new IllegalStateException(
          "the kernels are not those of the world: " + Simd.description());
    }
    Engine.Builder builder =
        Engine.builder()
            .memoryBytes(MEMORY_BYTES)
            .threads(world.threads())
            .batchSize(world.batchSize())
            .spillDirectory(spillDirectory)
            .withoutCounters();
    if (world.guards()) {
      builder = builder.guards();
    }
    return world.forceSpill() ? builder.reclaimAlways().build() : builder.build();
  }
}
