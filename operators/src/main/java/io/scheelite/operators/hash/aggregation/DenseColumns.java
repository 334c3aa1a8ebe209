package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.VectorGather;
import io.scheelite.memory.ScratchAllocator;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of a batch that an aggregation uses, without a selection: selected rows are gathered
 * once, so that nothing that follows need think of them.
 */
final class DenseColumns {
  private final int[] used;
  private final VectorTarget[] targets;

  /** For batches of up to so many rows. */
  DenseColumns(Schema input, int[] used, int batchSize, ScratchAllocator scratch) {
    this.used = used;
    this.targets = new VectorTarget[used.length];
    for (int i = 0; i < used.length; i++) {
      targets[i] = VectorTarget.allocate(scratch, input.type(used[i]), batchSize);
    }
  }

  /** What is to be reserved. */
  static long[] scratchSizes(Schema input, int[] used, int batchSize) {
    long[] sizes = new long[2 * used.length];
    for (int i = 0; i < used.length; i++) {
      sizes[2 * i] = VectorTarget.valuesBytes(input.type(used[i]).physicalType(), batchSize);
      sizes[2 * i + 1] = Bitmap.sizeBytes(batchSize);
    }
    return sizes;
  }

  /**
   * The columns of the selected rows, at their positions in the batch; those that are not used are
   * left as they are. Valid until the next call.
   */
  List<ColumnVector> of(Batch batch) {
    Selection selection = batch.selection();
    if (selection == null) {
      return batch.columns();
    }
    List<ColumnVector> columns = new ArrayList<>(batch.columns());
    for (int i = 0; i < used.length; i++) {
      columns.set(used[i], VectorGather.gather(batch.column(used[i]), selection, targets[i]));
    }
    return columns;
  }
}
