package io.scheelite.formats.parquet.write;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.VectorGather;
import io.scheelite.memory.NativeMemory;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Feeds batches to a row group in slices of plain values, whatever their encoding and selection.
 */
public final class BatchSlicer {
  private static final int SLICE_ROWS = Batch.DEFAULT_NUM_ROWS;

  /**
   * A slice ends behind the row with which its nested values have so many bytes: whether memory is
   * left for their pages is asked between slices.
   */
  private static final int SLICE_NESTED_BYTES = 64 << 10;

  private final List<Integer> nestedColumns;
  private final long rowNumbers;
  private final VectorTarget gathered;
  private final VectorTarget flattened;

  /** Takes its workspace. */
  public BatchSlicer(Schema schema, WriterMemory memory) {
    this.nestedColumns =
        IntStream.range(0, schema.size())
            .filter(column -> DataType.isNested(schema.type(column)))
            .boxed()
            .toList();
    long values = PhysicalType.VIEW.sizeBytes(SLICE_ROWS);
    long bits = PhysicalType.BIT.sizeBytes(SLICE_ROWS) + 64;
    long bufferBytes = 4L * SLICE_ROWS + 2 * (values + bits);
    this.rowNumbers = memory.take(bufferBytes);
    long first = rowNumbers + 4L * SLICE_ROWS;
    this.gathered = new VectorTarget(first, first + values);
    this.flattened = new VectorTarget(first + values + bits, first + 2 * values + bits);
  }

  /** How many of the selected rows from {@code from} on make up a slice, at most {@code most}. */
  public int numRows(Batch batch, int from, int most) {
    int limit = Math.min(most, SLICE_ROWS);
    if (nestedColumns.isEmpty()) {
      return limit;
    }
    Selection selection = batch.selection();
    int count = 0;
    for (long bytes = 0; count < limit && bytes < SLICE_NESTED_BYTES; count++) {
      int row = row(selection, from + count);
      for (int column : nestedColumns) {
        bytes += lengthAt(batch.column(column), row);
      }
    }
    return count;
  }

  private static int lengthAt(ColumnVector column, int row) {
    if (column.validityAddress() != 0 && !Bitmap.isSet(column.validityAddress(), row)) {
      return 0;
    }
    return switch (column.encoding()) {
      case FLAT -> StringView.length(viewAddress(column, row));
      case CONSTANT -> StringView.length(viewAddress(column, 0));
      case DICTIONARY ->
          StringView.length(
              viewAddress(
                  column.dictionary(), NativeMemory.getInt(column.valuesAddress() + 4L * row)));
    };
  }

  private static long viewAddress(ColumnVector column, int row) {
    return column.valuesAddress() + (long) row * StringView.SIZE_BYTES;
  }

  private static int row(@Nullable Selection selection, int index) {
    return selection == null
        ? index
        : NativeMemory.getShort(selection.address() + 2L * index) & 0xFFFF;
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
      NativeMemory.putInt(rowNumbers + 4L * i, row(selection, from + i));
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
