package io.scheelite.operators.exchange;

import io.scheelite.columnar.Schema;
import io.scheelite.columnar.rows.RowPartitioning;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.sort.NormalizedKeys;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which partition of a task's output each row goes to, whatever driver brings it. Where all rows go
 * to one, they are not looked at. Immutable.
 */
final class RowRouting {
  private final Distribution distribution;
  private final Schema schema;
  private final @Nullable RangeBounds bounds;
  private final int numPartitions;
  private final int firstPartition;

  /** Of rows of this schema. */
  RowRouting(StageOutput output, Schema schema) {
    this.distribution = output.distribution();
    this.schema = schema;
    this.bounds = output.bounds();
    int targets = output.target().numPartitions();
    boolean byRow =
        switch (distribution) {
          case Distribution.Hash _, Distribution.Range _ -> true;
          case Distribution.Broadcast _, Distribution.Single _, Distribution.ByTask _ -> false;
        };
    this.numPartitions = byRow ? targets : 1;
    this.firstPartition =
        distribution instanceof Distribution.ByTask ? Math.floorMod(output.task(), targets) : 0;
    requireMatchingBounds();
  }

  private void requireMatchingBounds() {
    if (!(distribution instanceof Distribution.Range range) || bounds == null) {
      return;
    }
    int words = NormalizedKeys.wordsPerKey(range.keys(), schema);
    if (bounds.numBounds() >= numPartitions || bounds.wordsPerKey() != words) {
      throw new IllegalArgumentException(
          "bounds do not fit the partitions or the keys: bounds="
              + bounds
              + " numPartitions="
              + numPartitions
              + " wordsPerKey="
              + words);
    }
  }

  /** How many partitions rows may go to: those from {@link #firstPartition} on. */
  int numPartitions() {
    return numPartitions;
  }

  /** Where the partitions begin among those of the output. */
  int firstPartition() {
    return firstPartition;
  }

  /** How the words of a router divide rows; may have more partitions than are used. */
  RowPartitioning partitioning() {
    return RowPartitioning.of(bits());
  }

  private int bits() {
    return Integer.SIZE - Integer.numberOfLeadingZeros(numPartitions - 1);
  }

  /** For one driver; null if all rows go to one partition. */
  @Nullable RowRouter newRouter(int batchSize, ScratchAllocator scratch) {
    if (numPartitions == 1) {
      return null;
    }
    return switch (distribution) {
      case Distribution.Hash hash -> new RowRouter.ByHash(hash.keys(), numPartitions, bits());
      case Distribution.Range range -> byRange(range.keys(), batchSize, scratch);
      case Distribution.Broadcast _, Distribution.Single _, Distribution.ByTask _ -> null;
    };
  }

  private @Nullable RowRouter byRange(List<SortKey> keys, int batchSize, ScratchAllocator scratch) {
    NormalizedKeys normalized = new NormalizedKeys(keys, schema, batchSize, scratch);
    return bounds == null ? null : new RowRouter.ByRange(normalized, bounds, bits());
  }

  /** What {@link #newRouter} allocates, in that order. */
  long[] scratchBytes(int batchSize) {
    return numPartitions > 1 && distribution instanceof Distribution.Range range
        ? NormalizedKeys.scratchBytes(range.keys(), schema, batchSize)
        : new long[0];
  }
}
