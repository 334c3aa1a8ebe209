package io.scheelite.operators.hash.join;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.spilling.RowBatches;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the build rows that a join yields in the end, by their marks, into its output: alone, or
 * behind nulls for the probe's columns. Strings refer to the rows. Belongs to one driver; a batch
 * is valid until the next call.
 */
final class MarkedRows {
  private static final int MOST_VALUE_BYTES = 16;

  private final JoinLayout layout;
  private final RowBatches batches;
  private final long zeros;
  private final long noneValid;

  MarkedRows(JoinLayout layout, int batchSize, ScratchAllocator scratch) {
    this.layout = layout;
    this.batches = new RowBatches(layout.rows(), layout.outputColumns(), batchSize, scratch);
    if (layout.yieldsOnlyBuildRows()) {
      zeros = 0;
      noneValid = 0;
    } else {
      zeros = scratch.allocate((long) MOST_VALUE_BYTES * batchSize);
      noneValid = scratch.allocate(Bitmap.sizeBytes(batchSize));
      NativeMemory.fill(zeros, (long) MOST_VALUE_BYTES * batchSize, (byte) 0);
      NativeMemory.fill(noneValid, Bitmap.sizeBytes(batchSize), (byte) 0);
    }
  }

  /** What the constructor allocates. */
  static List<Long> sizes(JoinLayout layout, int batchSize) {
    List<Long> sizes =
        new ArrayList<>(RowBatches.sizes(layout.rows(), layout.outputColumns(), batchSize));
    if (!layout.yieldsOnlyBuildRows()) {
      sizes.add((long) MOST_VALUE_BYTES * batchSize);
      sizes.add(Bitmap.sizeBytes(batchSize));
    }
    return sizes;
  }

  /** Lists the next rows; returns how many, 0 at the end. */
  int read(RowCursor rows) {
    return batches.read(rows);
  }

  /** Those of the listed rows that the join yields; null if there are none. */
  @Nullable Batch output(int numRows) {
    int wanted = batches.keepMarked(numRows, layout.markOffset(), layout.yieldedMark());
    if (wanted == 0) {
      return null;
    }
    Batch rows = batches.batch(wanted);
    if (layout.yieldsOnlyBuildRows()) {
      return rows;
    }
    List<ColumnVector> columns = new ArrayList<>();
    for (int i = 0; i < layout.probeSchema().size(); i++) {
      DataType type = layout.probeSchema().type(i);
      PhysicalType form = type.physicalType();
      columns.add(ColumnVector.flat(type, form, wanted, zeros, noneValid));
    }
    columns.addAll(rows.columns());
    return Batch.of(wanted, columns);
  }
}
