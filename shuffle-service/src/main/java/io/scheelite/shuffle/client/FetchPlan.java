package io.scheelite.shuffle.client;

import io.scheelite.memory.MemoryConsumer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a fetch that no reader has taken yet. Guarded by the fetch's lock.
 *
 * <p>A reader is at one run at most whose blocks lie across requests, so that one place to put
 * blocks together is enough, and at any number of small ones. In order, it is at the runs that come
 * next, whatever their size, and reads them one after the other.
 */
final class FetchPlan {
  private static final int MOST_READERS = 64;

  private final boolean ordered;
  private final int smallBytes;
  private final Deque<PartitionRun> small = new ArrayDeque<>();
  // in order: all runs
  private final Deque<PartitionRun> large = new ArrayDeque<>();
  private final int numRuns;
  private final int windowBytes;
  private final int maxBlockBytes;

  private FetchPlan(
      List<PartitionRun> runs, boolean ordered, ShuffleClientConfig config, int maxBlockBytes) {
    this.ordered = ordered;
    this.smallBytes = config.requestBytes();
    this.numRuns = runs.size();
    this.maxBlockBytes = maxBlockBytes;
    long wanted = 0;
    for (PartitionRun run : runs) {
      (ordered || !isSmall(run) ? large : small).add(run);
      // not more than all there is, each in whole units
      wanted += roundUpToUnit(run.bytes());
    }
    this.windowBytes =
        (int) Math.min(config.readerWindowBytes(), MemoryConsumer.roundUpToChunk(wanted));
  }

  static FetchPlan of(
      List<MapOutputLocation> locations,
      List<Integer> partitions,
      boolean ordered,
      ShuffleClientConfig config,
      RandomGenerator random) {
    int maxBlockBytes = 0;
    for (MapOutputLocation location : locations) {
      maxBlockBytes = Math.max(maxBlockBytes, location.output().maxBlockBytes());
    }
    List<PartitionRun> runs =
        ordered
            ? PartitionRun.ordered(locations, partitions)
            : shuffled(PartitionRun.coalesced(locations, partitions), random);
    return new FetchPlan(runs, ordered, config, maxBlockBytes);
  }

  /** So that not every task of a stage asks the same service first. */
  private static List<PartitionRun> shuffled(List<PartitionRun> runs, RandomGenerator random) {
    List<PartitionRun> result = new ArrayList<>(runs);
    for (int i = result.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      PartitionRun swapped = result.get(i);
      result.set(i, result.get(j));
      result.set(j, swapped);
    }
    return result;
  }

  private static long roundUpToUnit(long bytes) {
    long unit = ShuffleClientConfig.UNIT_BYTES;
    return (bytes + unit - 1) / unit * unit;
  }

  boolean ordered() {
    return ordered;
  }

  boolean isEmpty() {
    return small.isEmpty() && large.isEmpty();
  }

  int maxReaders() {
    return ordered ? 1 : Math.clamp(numRuns, 1, MOST_READERS);
  }

  /** What a reader needs for answers that have not been read. */
  int windowBytes() {
    return windowBytes;
  }

  int maxBlockBytes() {
    return maxBlockBytes;
  }

  boolean isSmall(PartitionRun run) {
    return run.bytes() <= smallBytes;
  }

  /** The next run for a reader, which may take it or leave it; null = none for now. */
  @Nullable PartitionRun peek(boolean atLargeRun) {
    PartitionRun next = ordered || !atLargeRun ? large.peek() : null;
    return next == null ? small.peek() : next;
  }

  /** The run that {@link #peek} showed is taken. */
  void take(PartitionRun run) {
    (large.peek() == run ? large : small).remove();
  }
}
