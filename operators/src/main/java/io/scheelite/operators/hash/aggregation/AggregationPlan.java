package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Schema;
import io.scheelite.columnar.rows.RowPartitioning;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.ExecutionSettings;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Everything about an aggregation that is known before it runs: layouts and sizes.
 *
 * @param input the input's columns
 * @param layout of groups' rows
 * @param partitioning of rows once they are many
 * @param batchSize most rows per batch
 */
record AggregationPlan(
    Schema input, AggregationLayout layout, RowPartitioning partitioning, int batchSize) {
  private static final int MIN_PARTITION_BITS = 3;
  private static final int MAX_PARTITION_BITS = 8;

  /** Groups that are merged in the cache. */
  private static final double GROUPS_PER_PARTITION = 1 << 14;

  /** Chunks of partitions may take this part of a driver's share of the memory. */
  private static final int CHUNKS_SHARE = 8;

  static AggregationPlan of(PlanNode.Aggregate node, ExecutionSettings settings) {
    return new AggregationPlan(
        node.input().schema(),
        AggregationLayoutBuilder.build(node),
        RowPartitioning.of(partitionBits(node.estimatedRows(), settings)),
        settings.batchSize());
  }

  private static int partitionBits(double estimatedGroups, ExecutionSettings settings) {
    long share = settings.memoryLimitBytes() / settings.maxDrivers() / CHUNKS_SHARE;
    double affordable = (double) share / MemoryConsumer.CHUNK_BYTES;
    double wanted = Math.max(64, estimatedGroups / GROUPS_PER_PARTITION);
    int bits = Math.getExponent(Math.max(1, Math.min(affordable, wanted)));
    return Math.clamp(bits, MIN_PARTITION_BITS, MAX_PARTITION_BITS);
  }

  int[] keys() {
    return layout.keys().stream().mapToInt(Integer::intValue).toArray();
  }

  /** Positions of the input's columns that are read. */
  int[] usedColumns() {
    Stream<Argument> arguments =
        Stream.concat(
            layout.arguments().stream().map(ArgumentSlots::argument),
            layout.strings().stream().map(StringExtreme::argument));
    IntStream read = arguments.flatMapToInt(a -> IntStream.of(a.column(), a.filter()));
    return IntStream.concat(Arrays.stream(keys()), read)
        .filter(column -> column != Argument.NONE)
        .distinct()
        .sorted()
        .toArray();
  }

  /** Floor of a driver's groups: a small directory, and rows for one batch of groups. */
  long groupsFloorBytes() {
    return GroupDirectory.sizeBytes(initialDirectoryEntries()) + rowsBytes();
  }

  /** Entries of a directory at first. */
  int initialDirectoryEntries() {
    return GroupDirectory.capacityFor(2L * batchSize);
  }

  /** Memory for rows for all rows of a batch, undivided, without long strings. */
  long rowsBytes() {
    int perChunk = MemoryConsumer.CHUNK_BYTES / layout.rows().rowSizeBytes();
    int copies = layout.strings().isEmpty() ? 1 : 2;
    long chunks = copies * (long) batchSize / Math.max(1, perChunk) + 2;
    return chunks * MemoryConsumer.CHUNK_BYTES;
  }

  /** All floors of a sink. */
  long sinkFloorBytes() {
    return MemoryConsumer.roundUpToChunk(sinkScratchBytes())
        + MemoryConsumer.roundUpToChunk(groupsFloorBytes())
        + GroupRows.spillFloorBytes();
  }

  /** Scratch of a sink. */
  long sinkScratchBytes() {
    Stream<long[]> sizes =
        Stream.of(
            DenseColumns.scratchSizes(input, usedColumns(), batchSize),
            ArgumentDecoder.scratchSizes(batchSize),
            StringExtremes.scratchSizes(layout.strings().size(), batchSize),
            BatchGroups.scratchSizes(batchSize),
            BatchProbe.scratchSizes(batchSize),
            DirectGroups.scratchSizes(input, keys(), batchSize),
            new long[] {8L * batchSize});
    return ScratchAllocator.bytesFor(sizes.flatMapToLong(Arrays::stream).toArray());
  }
}
