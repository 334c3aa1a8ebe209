package io.scheelite.operators.exchange;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.kernels.HashKernels;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.sort.NormalizedKeys;
import java.util.ArrayList;
import java.util.List;

/**
 * Says which partition the rows of a batch go to, as a word per row of the batch, selected or not,
 * whose topmost bits are the partition. Belongs to one driver.
 */
sealed interface RowRouter {
  /** Writes the words of the selected rows. */
  void route(Batch batch, long words);

  /**
   * By the hash of some columns. The hash is mixed again before it is scaled to the number of
   * partitions: whoever reads a partition divides its rows by the topmost bits of the same hash.
   */
  final class ByHash implements RowRouter {
    private static final long FACTOR = 0xD6E8FEB86659FD93L;

    private final int[] columns;
    private final int numPartitions;
    private final int shift;

    /** See {@link RowRouting} for the number of bits. */
    ByHash(List<Integer> columns, int numPartitions, int bits) {
      this.columns = columns.stream().mapToInt(Integer::intValue).toArray();
      this.numPartitions = numPartitions;
      this.shift = Long.SIZE - bits;
    }

    @Override
    public void route(Batch batch, long words) {
      List<ColumnVector> keys = new ArrayList<>(columns.length);
      for (int column : columns) {
        keys.add(batch.column(column));
      }
      Selection selection = batch.selection();
      HashKernels.hash(keys, batch.numRows(), selection, words);
      long list = selection == null ? 0 : selection.address();
      int numRows = batch.numSelectedRows();
      for (int i = 0; i < numRows; i++) {
        long at = words + 8L * (list == 0 ? i : NativeMemory.getShort(list + 2L * i) & 0xFFFF);
        NativeMemory.putLong(at, (long) partition(NativeMemory.getLong(at)) << shift);
      }
    }

    private int partition(long hash) {
      long mixed = (hash ^ (hash >>> 32)) * FACTOR;
      return (int) Math.unsignedMultiplyHigh(mixed, numPartitions);
    }
  }

  /** By the intervals that bounds describe. */
  final class ByRange implements RowRouter {
    private final NormalizedKeys keys;
    private final RangeBounds bounds;
    private final long[] key;
    private final int shift;

    /** See {@link RowRouting} for the number of bits. */
    ByRange(NormalizedKeys keys, RangeBounds bounds, int bits) {
      this.keys = keys;
      this.bounds = bounds;
      this.key = new long[keys.wordsPerKey()];
      this.shift = Long.SIZE - bits;
    }

    @Override
    public void route(Batch batch, long words) {
      keys.encode(batch);
      Selection selection = batch.selection();
      long list = selection == null ? 0 : selection.address();
      int numRows = batch.numSelectedRows();
      for (int i = 0; i < numRows; i++) {
        for (int word = 0; word < key.length; word++) {
          key[word] = keys.word(i, word);
        }
        long at = words + 8L * (list == 0 ? i : NativeMemory.getShort(list + 2L * i) & 0xFFFF);
        NativeMemory.putLong(at, (long) bounds.partitionOf(key) << shift);
      }
    }
  }
}
