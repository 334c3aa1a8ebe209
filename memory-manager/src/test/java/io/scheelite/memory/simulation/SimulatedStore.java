package io.scheelite.memory.simulation;

import io.scheelite.memory.MemoryMode;
import io.scheelite.memory.StorageEvictor;
import io.scheelite.memory.StorageMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A block store in small: stores, drops and reads blocks of a few datasets at random. */
final class SimulatedStore implements StorageEvictor, Runnable {
  private static final String[] DATASETS = {"a", "b", "c"};

  private final Simulation world;
  private final RandomGenerator random;
  private final StorageMemory storage;
  private final List<String> blocks = new ArrayList<>(); // one chunk each, oldest first
  private final Map<String, Integer> readers = new HashMap<>();
  private int actionsLeft;

  SimulatedStore(SimulatedEngine engine, MemoryMode mode, int actions) {
    this.world = engine.world;
    this.random = world.random;
    this.storage = engine.manager.storage(mode);
    this.actionsLeft = actions;
    storage.evictWith(this);
  }

  long storedBytes() {
    return blocks.size() * SimulatedState.CHUNK;
  }

  @Override
  public void run() {
    if (actionsLeft-- <= 0) {
      readers.clear();
      tellEvictable();
      drop(blocks.size());
      return;
    }
    String dataset = DATASETS[random.nextInt(DATASETS.length)];
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> store(dataset, random.nextInt(1, 20));
      case 3 -> drop(random.nextInt(blocks.size() + 1));
      case 4, 5 -> readers.merge(dataset, 1, Integer::sum);
      default -> {
        readers.remove(dataset);
        tellEvictable();
      }
    }
    world.later(this);
  }

  private void store(String dataset, int chunks) {
    long before = storedBytes();
    boolean fits = storage.acquire(dataset, chunks * SimulatedState.CHUNK);
    world.counters.evictedBytes += before - storedBytes();
    for (int i = 0; fits && i < chunks; i++) {
      blocks.add(dataset);
    }
    tellEvictable();
  }

  private void tellEvictable() {
    if (!world.strikes(Fault.MISSED_READER)) {
      storage.becameEvictable();
    }
  }

  /** What nobody reads. */
  long evictableBytes() {
    return blocks.stream().filter(dataset -> !readers.containsKey(dataset)).count()
        * SimulatedState.CHUNK;
  }

  private void drop(int count) {
    for (int i = 0; i < count; i++) {
      blocks.removeLast();
    }
    if (count > 0) {
      int forgotten = world.strikes(Fault.FORGOTTEN_BLOCK) ? 1 : 0;
      storage.release((count - forgotten) * SimulatedState.CHUNK);
    }
  }

  @Override
  public void evict(long bytesNeeded, String spareDataset) {
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < blocks.size() && chosen.size() * SimulatedState.CHUNK < bytesNeeded; i++) {
      if (!blocks.get(i).equals(spareDataset) && !readers.containsKey(blocks.get(i))) {
        chosen.add(i);
      }
    }
    if (chosen.size() * SimulatedState.CHUNK >= bytesNeeded) {
      chosen.reversed().forEach(index -> blocks.remove((int) index));
      storage.release(chosen.size() * SimulatedState.CHUNK);
      world.counters.evictions++;
    }
  }
}
