package io.scheelite.operators.spilling;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.rows.RowCursor;
import io.scheelite.columnar.rows.RowGather;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns rows into batches. Strings refer to the rows. Belongs to one driver; a batch is valid until
 * the next call.
 */
public final class RowBatches {
  private final RowLayout layout;
  private final List<Integer> columns;
  private final int batchSize;
  private final long addresses;
  private final VectorTarget[] targets;

  /**
   * @param columns which columns of the rows, in the order of the batches
   */
  public RowBatches(
      RowLayout layout, List<Integer> columns, int batchSize, ScratchAllocator scratch) {
    this.layout = layout;
    this.columns = columns;
    this.batchSize = batchSize;
    this.addresses = scratch.allocate(8L * batchSize);
    this.targets = new VectorTarget[columns.size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = VectorTarget.allocate(scratch, form(layout, columns.get(i)), batchSize);
    }
  }

  /** What the constructor allocates. */
  public static List<Long> sizes(RowLayout layout, List<Integer> columns, int batchSize) {
    List<Long> sizes = new ArrayList<>();
    sizes.add(8L * batchSize);
    for (int column : columns) {
      sizes.add(VectorTarget.valuesBytes(form(layout, column), batchSize));
      sizes.add(Bitmap.sizeBytes(batchSize));
    }
    return sizes;
  }

  private static PhysicalType form(RowLayout layout, int column) {
    return layout.schema().type(column).physicalType();
  }

  /** Lists the next rows; returns how many, 0 at the end. */
  public int read(RowCursor rows) {
    return rows.read(addresses, batchSize);
  }

  /** Lists the next rows of a block; returns how many, 0 at the end. */
  public int read(BlockRows rows) {
    return rows.read(addresses, batchSize);
  }

  /** Keeps those of the listed rows whose mark is this; returns how many. */
  public int keepMarked(int numRows, int markOffset, int mark) {
    int count = 0;
    for (int i = 0; i < numRows; i++) {
      long row = NativeMemory.getLong(addresses + 8L * i);
      NativeMemory.putLong(addresses + 8L * count, row);
      count += NativeMemory.getByte(row + markOffset) == mark ? 1 : 0;
    }
    return count;
  }

  /** Leaves out the first of the listed rows. */
  public void dropFirst(int count, int numRows) {
    for (int i = count; i < numRows; i++) {
      long row = NativeMemory.getLong(addresses + 8L * i);
      NativeMemory.putLong(addresses + 8L * (i - count), row);
    }
  }

  /** The listed rows. */
  public Batch batch(int numRows) {
    List<ColumnVector> vectors = new ArrayList<>(targets.length);
    for (int i = 0; i < targets.length; i++) {
      vectors.add(RowGather.gather(layout, columns.get(i), addresses, numRows, targets[i]));
    }
    return Batch.of(numRows, vectors);
  }
}
