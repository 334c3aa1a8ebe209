package io.scheelite.columnar.rows;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.ScratchAllocator;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns rows back into batches of all their columns, in memory that the next batch overwrites.
 * Strings are views into the rows. Belongs to one driver.
 */
public final class RowReader {
  private final RowLayout layout;
  private final List<VectorTarget> targets = new ArrayList<>();

  /** For batches of up to {@code batchSize} rows. */
  public RowReader(RowLayout layout, ScratchAllocator scratch, int batchSize) {
    this.layout = layout;
    for (int i = 0; i < layout.schema().size(); i++) {
      targets.add(VectorTarget.allocate(scratch, layout.schema().type(i), batchSize));
    }
  }

  /** What the constructor allocates, in that order. */
  public static long[] scratchBytes(RowLayout layout, int batchSize) {
    long[] sizes = new long[2 * layout.schema().size()];
    for (int i = 0; i < layout.schema().size(); i++) {
      PhysicalType form = layout.schema().type(i).physicalType();
      sizes[2 * i] = VectorTarget.valuesBytes(form, batchSize);
      sizes[2 * i + 1] = Bitmap.sizeBytes(batchSize);
    }
    return sizes;
  }

  /**
   * A batch of rows that all exist.
   *
   * @param rows address of {@code numRows} row addresses
   */
  public Batch read(long rows, int numRows) {
    return read(rows, numRows, 0);
  }

  /** Where the rows' long strings lie {@code shift} bytes before the place that the rows say. */
  Batch read(long rows, int numRows, long shift) {
    List<ColumnVector> columns = new ArrayList<>(targets.size());
    for (int i = 0; i < targets.size(); i++) {
      columns.add(RowGather.gather(layout, i, rows, numRows, shift, targets.get(i)));
    }
    return Batch.of(numRows, columns);
  }
}
