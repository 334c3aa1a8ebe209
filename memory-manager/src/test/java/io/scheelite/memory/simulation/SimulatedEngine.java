package io.scheelite.memory.simulation;

import io.scheelite.memory.ManagerProbe;
import io.scheelite.memory.MemoryBudget;
import io.scheelite.memory.MemoryConfig;
import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.MemoryMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One real manager with its stores and its door; alone, or with others on a budget. */
final class SimulatedEngine {
  static final Duration WAIT_TIMEOUT = Duration.ofSeconds(1);
  private static final long CHUNK = SimulatedState.CHUNK;
  private static final int SMALLEST_CHUNKS = 30;
  private static final int LARGEST_CHUNKS = 140;

  final Simulation world;
  final MemoryManager manager;
  final ManagerProbe probe;
  final double storageFraction;
  final List<SimulatedQuery> door = new ArrayList<>(); // in order of arrival
  private final SimulatedStore offHeapStore;
  private final SimulatedStore onHeapStore;
  private final long limitBytes;

  SimulatedEngine(Simulation world, @Nullable MemoryBudget budget) {
    RandomGenerator random = world.random;
    this.world = world;
    limitBytes = drawBytes(random);
    storageFraction = random.nextInt(3) * 0.25;
    // On-heap: 256 MiB × n / 4096 = n chunks.
    MemoryConfig config =
        MemoryConfig.defaults()
            .withOffHeapBytes(limitBytes)
            .withHeapBytes(MemoryConfig.RESERVED_HEAP_BYTES + (256L << 20))
            .withFraction(random.nextInt(8, 64) / 4096.0)
            .withStorageFraction(storageFraction)
            .withHugePages(false)
            .withWaitTimeout(WAIT_TIMEOUT)
            .withAdmissionTimeout(WAIT_TIMEOUT.multipliedBy(10));
    manager =
        new MemoryManager(
            budget == null ? config : config.withBudget(budget), world::reclaimLater, world.clock);
    probe = new ManagerProbe(manager);
    offHeapStore = new SimulatedStore(this, MemoryMode.OFF_HEAP, random.nextInt(60));
    onHeapStore = new SimulatedStore(this, MemoryMode.ON_HEAP, random.nextInt(20));
  }

  /** A limit, or a budget. */
  static long drawBytes(RandomGenerator random) {
    return random.nextInt(SMALLEST_CHUNKS, LARGEST_CHUNKS) * CHUNK;
  }

  void start() {
    world.later(offHeapStore);
    world.later(onHeapStore);
  }

  SimulatedStore store(MemoryMode mode) {
    return mode == MemoryMode.OFF_HEAP ? offHeapStore : onHeapStore;
  }

  /** Whether a query waits to be admitted. */
  boolean somebodyAtTheDoor() {
    return door.stream().anyMatch(SimulatedQuery::waitsForAdmission);
  }

  /** A limit to resize to: from half of what it began with. */
  long drawLimit() {
    return world.random.nextLong(limitBytes / CHUNK / 2, 160) * CHUNK;
  }
}
