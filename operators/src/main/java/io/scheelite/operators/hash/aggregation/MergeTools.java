package io.scheelite.operators.hash.aggregation;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.spilling.SpillableRows;
import io.scheelite.spill.SpillWorkspace;
import java.util.Arrays;
import java.util.stream.Stream;

/** What one driver merges groups with: memory, a directory, and what it takes to spill. */
final class MergeTools implements AutoCloseable {
  /** Rows, and a directory that has room for a block of them. */
  final MemoryConsumer memory;

  final GroupDirectory directory;
  final PartitionMerger merger;
  final SpillableRows.Destination files;
  final SpillWorkspace workspace;
  final StagingRows staging;

  /** Room for {@link #listSize} addresses. */
  final long list;

  final int listSize;

  private final MemoryConsumer scratchMemory;
  private final MemoryConsumer spillMemory;

  /** Opens consumers with the floors of {@link #floorBytes}. */
  MergeTools(AggregationPlan plan, DriverContext context) {
    listSize = plan.batchSize();
    scratchMemory = context.newConsumer("lists", scratchBytes(plan), Reclaimable.NONE);
    memory = context.newConsumer("merge", memoryFloorBytes(plan), Reclaimable.NONE);
    spillMemory = context.newConsumer("spill", spillFloorBytes(), Reclaimable.NONE);
    ScratchAllocator scratch = new ScratchAllocator(scratchMemory);
    list = scratch.allocate(8L * listSize);
    directory = new GroupDirectory(memory);
    merger = new PartitionMerger(plan.layout(), directory, listSize, scratch);
    workspace = new SpillWorkspace(spillMemory);
    staging = new StagingRows(plan.layout().rows(), spillMemory);
    files = SpillableRows.Destination.of(context, workspace);
  }

  /** All floors, in whole chunks. */
  static long floorBytes(AggregationPlan plan) {
    return MemoryConsumer.roundUpToChunk(scratchBytes(plan))
        + MemoryConsumer.roundUpToChunk(memoryFloorBytes(plan))
        + spillFloorBytes();
  }

  private static long scratchBytes(AggregationPlan plan) {
    Stream<long[]> sizes =
        Stream.of(
            new long[] {8L * plan.batchSize()}, PartitionMerger.scratchSizes(plan.batchSize()));
    return ScratchAllocator.bytesFor(sizes.flatMapToLong(Arrays::stream).toArray());
  }

  private static long spillFloorBytes() {
    return SpillWorkspace.BYTES + StagingRows.FLOOR_BYTES;
  }

  /** A directory for a block of groups; the block, and copies of its rows. */
  private static long memoryFloorBytes(AggregationPlan plan) {
    return GroupDirectory.sizeBytes(smallestDirectory(plan)) + 4L * MemoryConsumer.CHUNK_BYTES;
  }

  /** Entries of a directory that has room for the rows of a block. */
  static int smallestDirectory(AggregationPlan plan) {
    return GroupDirectory.capacityFor(
        MemoryConsumer.CHUNK_BYTES / plan.layout().rows().rowSizeBytes());
  }

  @Override
  public void close() {
    workspace.close();
    spillMemory.close();
    memory.close();
    scratchMemory.close();
  }
}
