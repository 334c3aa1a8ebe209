package io.scheelite.sql;

import io.scheelite.spill.block.BlockHold;
import io.scheelite.spill.block.BlockId;
import io.scheelite.spill.block.BlockStore;
import io.scheelite.spill.block.columns.BatchBlockWriter;
import io.scheelite.spill.block.columns.DistinctSketch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table that were written by one statement.
 *
 * @param blocks of a dataset, in order; held, so that one that cannot be written to disk stays in
 *     memory: nothing could compute it again
 * @param sketches of the values of each column
 */
record TableSegment(
    String dataset, List<BlockHold> blocks, long numRows, List<DistinctSketch> sketches) {
  /** So many segments below a size become one, whose size is near the next. */
  private static final int MERGED_SEGMENTS = 16;

  private static final int[] SMALL_SEGMENT_ROWS = {BatchBlockWriter.BLOCK_ROWS, 4096, 256};

  /** Null if a block is gone. */
  @Nullable List<BlockHold> hold(BlockStore store) {
    return hold(store, dataset, blocks.size());
  }

  /** Holds on blocks of a dataset; null if one is gone. */
  static @Nullable List<BlockHold> hold(BlockStore store, String dataset, int numBlocks) {
    List<BlockHold> holds = new ArrayList<>();
    for (int index = 0; index < numBlocks; index++) {
      BlockHold hold = store.hold(new BlockId(dataset, 0, index));
      if (hold == null) {
        holds.forEach(BlockHold::close);
        return null;
      }
      holds.add(hold);
    }
    return holds;
  }

  /** Frees the rows; who reads them goes on. */
  void remove(BlockStore store) {
    store.removeDataset(dataset);
    blocks.forEach(BlockHold::close);
  }

  /** Those of some that are not among others. */
  static List<TableSegment> without(List<TableSegment> some, List<TableSegment> others) {
    Set<String> datasets = new HashSet<>();
    others.forEach(segment -> datasets.add(segment.dataset));
    return some.stream().filter(segment -> !datasets.contains(segment.dataset)).toList();
  }

  /**
   * From which segment on all are to become one: many small inserts would leave many small
   * segments, and each scan would open all of them. Where there is none, the number of segments.
   */
  static int firstToMerge(List<TableSegment> all) {
    for (int limit : SMALL_SEGMENT_ROWS) {
      int first = all.size();
      while (first > 0 && all.get(first - 1).numRows < limit) {
        first--;
      }
      List<TableSegment> tail = all.subList(first, all.size());
      if (tail.size() >= MERGED_SEGMENTS && isWorthMerging(tail, limit)) {
        return first;
      }
    }
    return all.size();
  }

  /** A tail of which the largest segment is most is merged with the smaller ones first. */
  private static boolean isWorthMerging(List<TableSegment> tail, int limit) {
    long numRows = tail.stream().mapToLong(TableSegment::numRows).sum();
    return numRows >= limit || limit == SMALL_SEGMENT_ROWS[SMALL_SEGMENT_ROWS.length - 1];
  }
}
