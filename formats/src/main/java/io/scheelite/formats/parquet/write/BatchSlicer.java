package io.scheelite.formats.parquet.write;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.VectorGather;
import io.scheelite.memory.NativeMemory;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Feeds batches to a row group in slices of plain values, whatever their encoding and selection.
 */
public final class BatchSlicer {
  /** Most rows per slice. */
  public static final int SLICE_ROWS = Batch.DEFAULT_NUM_ROWS;

  private final long rowNumbers;
  private final VectorTarget gathered;
  private final VectorTarget flattened;

  /** Takes its workspace. */
  public BatchSlicer(WriterMemory memory) {
    long values = PhysicalType.VIEW.sizeBytes(SLICE_ROWS);
    long bits = PhysicalType.BIT.sizeBytes(SLICE_ROWS) + 64;
    long bufferBytes = 4L * SLICE_ROWS + 2 * (values + bits);
    this.rowNumbers = memory.take(bufferBytes);
    long first = rowNumbers + 4L * SLICE_ROWS;
    this.gathered = new VectorTarget(first, first + values);
    this.flattened = new VectorTarget(first + values + bits, first + 2 * values + bits);
  }

  /** Appends the selected rows {@code from} to {@code from + count} of a batch. */
  public void append(Batch batch, int from, int count, RowGroupWriter target) throws IOException {
    Selection selection = batch.selection();
    writeRowNumbers(selection, from, count);
    for (int i = 0; i < batch.columns().size(); i++) {
      target.append(i, slice(batch.column(i), selection, from, count));
    }
    target.endRows(count);
  }

  private void writeRowNumbers(@Nullable Selection selection, int from, int count) {
    for (int i = 0; i < count; i++) {
      int row =
          selection == null
              ? from + i
              : NativeMemory.getShort(selection.address() + 2L * (from + i)) & 0xFFFF;
      NativeMemory.putInt(rowNumbers + 4L * i, row);
    }
  }

  private RowSlice slice(ColumnVector column, @Nullable Selection selection, int from, int count) {
    if (selection == null && column.encoding() == Encoding.FLAT) {
      PhysicalType physical = column.physicalType();
      long values = column.valuesAddress() + (long) from * physical.widthBytes();
      return new RowSlice(physical, values, column.validityAddress(), from, count);
    }
    ColumnVector flat =
        VectorGather.flatten(VectorGather.gather(column, rowNumbers, count, gathered), flattened);
    return new RowSlice(
        flat.physicalType(), flat.valuesAddress(), flat.validityAddress(), 0, count);
  }
}
