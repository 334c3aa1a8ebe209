package io.scheelite.operators.exchange;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.kernels.HashKernels;
import io.scheelite.memory.NativeMemory;

/**
 * Tells sets of rows apart by 64 bits: the sum of the hashes of all rows, each over all columns. It
 * depends on the values and on how often each row is there, not on order, batches, widths or
 * encodings. Belongs to one driver.
 */
final class RowDigest {
  private long sum;

  /**
   * Adds the selected rows.
   *
   * @param scratch room for a word per row of the batch
   */
  void add(Batch batch, long scratch) {
    Selection selection = batch.selection();
    HashKernels.hash(batch.columns(), batch.numRows(), selection, scratch);
    long list = selection == null ? 0 : selection.address();
    int numRows = batch.numSelectedRows();
    long total = sum;
    for (int i = 0; i < numRows; i++) {
      int row = list == 0 ? i : NativeMemory.getShort(list + 2L * i) & 0xFFFF;
      total += NativeMemory.getLong(scratch + 8L * row);
    }
    sum = total;
  }

  /** Of all rows added; that of two sets together is the sum of both. */
  long value() {
    return sum;
  }
}
