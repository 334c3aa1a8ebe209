package io.scheelite.shuffle.client;

import io.scheelite.shuffle.MapOutput;
import java.util.ArrayList;
import java.util.List;

/**
 * Adjacent partitions of one output: they lie in one piece in its file and are fetched as one.
 *
 * @param bytes stored bytes of all of them, more than zero
 * @param rows rows in all of them
 */
record PartitionRun(
    MapOutputLocation location, int firstPartition, int numPartitions, long bytes, long rows) {

  /** Everything of these partitions that is not empty, in few runs. */
  static List<PartitionRun> coalesced(List<MapOutputLocation> locations, List<Integer> partitions) {
    List<Integer> sorted = partitions.stream().sorted().distinct().toList();
    List<PartitionRun> runs = new ArrayList<>();
    for (MapOutputLocation location : locations) {
      int from = 0;
      while (from < sorted.size()) {
        int to = from + 1;
        while (to < sorted.size() && sorted.get(to) == sorted.get(to - 1) + 1) {
          to++;
        }
        addIfAny(runs, location, sorted.get(from), to - from);
        from = to;
      }
    }
    return runs;
  }

  /** Everything of these partitions that is not empty: partition after partition, map by map. */
  static List<PartitionRun> ordered(List<MapOutputLocation> locations, List<Integer> partitions) {
    List<MapOutputLocation> byMap = new ArrayList<>(locations);
    byMap.sort((a, b) -> Integer.compare(a.output().id().map(), b.output().id().map()));
    List<PartitionRun> runs = new ArrayList<>();
    for (int partition : partitions) {
      for (MapOutputLocation location : byMap) {
        addIfAny(runs, location, partition, 1);
      }
    }
    return runs;
  }

  private static void addIfAny(
      List<PartitionRun> runs, MapOutputLocation location, int firstPartition, int count) {
    MapOutput output = location.output();
    long bytes = 0;
    long rows = 0;
    for (int i = firstPartition; i < firstPartition + count; i++) {
      bytes += output.partitionBytes()[i];
      rows += output.partitionRows()[i];
    }
    if (bytes > 0) {
      runs.add(new PartitionRun(location, firstPartition, count, bytes, rows));
    }
  }

  /** Stored bytes of one of its partitions. */
  long partitionBytes(int index) {
    return location.output().partitionBytes()[firstPartition + index];
  }
}
