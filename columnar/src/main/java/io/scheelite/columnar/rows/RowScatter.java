package io.scheelite.columnar.rows;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.kernels.RowScatterKernels;
import io.scheelite.columnar.kernels.RowValues;
import io.scheelite.columnar.kernels.VectorValues;
import io.scheelite.memory.NativeMemory;
import java.util.Arrays;

/**
 * Writes the selected rows of batches where the caller has found room for them, column by column:
 * what {@link RowCollection} does for its chunks, for whoever places rows in another way.
 *
 * <p>Use: {@link #measure} a batch, find room for each row and for its long strings ({@link
 * #longBytes}), say where the latter go ({@link #placeLong}), {@link #writeHeads} and {@link
 * #write}. Holds a work buffer for the long strings of a batch; one per driver.
 */
public final class RowScatter {
  private static final long[] NO_HEAP = {};

  private final RowLayout layout;
  private long[] heap = NO_HEAP;

  /** For rows of a layout. */
  public RowScatter(RowLayout layout) {
    this.layout = layout;
  }

  static long list(Batch batch) {
    Selection selection = batch.selection();
    return selection == null ? 0 : selection.address();
  }

  /** Which row is number {@code i} of a list of row numbers; 0 lists all rows. */
  static int row(long list, int i) {
    return list == 0 ? i : Short.toUnsignedInt(NativeMemory.getShort(list + 2L * i));
  }

  /**
   * As {@link #longBytes} and {@link #placeLong} for each selected row; empty in layouts without
   * strings.
   */
  long[] heap() {
    return heap;
  }

  /** Looks at the long strings of the selected rows; returns how many bytes they take. */
  public long measure(Batch batch) {
    if (!layout.hasVariable()) {
      return 0;
    }
    int numRows = batch.numSelectedRows();
    if (heap.length < numRows) {
      heap = new long[numRows];
    }
    Arrays.fill(heap, 0, numRows, 0);
    long total = 0;
    for (ColumnVector column : batch.columns()) {
      VectorValues values = VectorValues.of(column);
      if (column.physicalType() == PhysicalType.VIEW && !values.isEmpty()) {
        total += RowValues.addLengths(values, list(batch), numRows, heap);
      }
    }
    return total;
  }

  /** Bytes that the long strings of the i-th selected row take. */
  public long longBytes(int i) {
    return heap.length == 0 ? 0 : heap[i];
  }

  /** Says where the long strings of the i-th selected row go: behind the row. */
  public void placeLong(int i, long address) {
    if (heap.length > 0) {
      heap[i] = address;
    }
  }

  /**
   * Begins rows: their hashes, no nulls, no state.
   *
   * @param hashes a hash per row of the batch; may be 0 in layouts without
   * @param rows an address per row of the batch
   */
  public void writeHeads(Batch batch, long hashes, long rows) {
    long list = list(batch);
    int numRows = batch.numSelectedRows();
    for (int i = 0; i < numRows; i++) {
      long at = 8L * row(list, i);
      long hash = hashes == 0 ? 0 : NativeMemory.getLong(hashes + at);
      layout.writeHead(NativeMemory.getLong(rows + at), hash);
    }
  }

  /**
   * Writes the columns of rows that were begun.
   *
   * @param rows an address per row of the batch
   */
  public void write(Batch batch, long rows) {
    long list = list(batch);
    int numRows = batch.numSelectedRows();
    for (int i = 0; i < batch.columns().size(); i++) {
      writeColumn(batch.column(i), i, list, numRows, rows);
    }
  }

  private void writeColumn(ColumnVector column, int index, long list, int numRows, long rows) {
    VectorValues source = VectorValues.of(column);
    int offset = layout.columnOffset(index);
    int width = layout.columnBytes(index);
    if (source.isEmpty()) {
      RowValues.zeroSlots(list, numRows, rows, offset, width);
    } else {
      writeValues(column.physicalType(), source, index, list, numRows, rows);
    }
    if (layout.nullBit(index) >= 0 && column.mayHaveNulls()) {
      int nullBit = layout.nullBit(index);
      int slot = column.encoding() == Encoding.DICTIONARY ? width : 0;
      RowValues.markNulls(source.validity(), list, numRows, rows, nullBit, offset, slot);
    }
  }

  private void writeValues(
      PhysicalType form, VectorValues source, int index, long list, int numRows, long rows) {
    int offset = layout.columnOffset(index);
    switch (layout.schema().type(index).physicalType()) {
      case BIT -> RowValues.scatterBits(source, list, numRows, rows, offset);
      case INT8 -> RowScatterKernels.scatterToInt8(form, source, list, numRows, rows, offset);
      case INT16 -> RowScatterKernels.scatterToInt16(form, source, list, numRows, rows, offset);
      case INT32 -> RowScatterKernels.scatterToInt32(form, source, list, numRows, rows, offset);
      case INT64 -> RowScatterKernels.scatterToInt64(form, source, list, numRows, rows, offset);
      case INT128 -> RowScatterKernels.scatterToInt128(form, source, list, numRows, rows, offset);
      case FLOAT32 -> {
        PhysicalType bits = PhysicalType.INT32;
        RowScatterKernels.scatterToInt32(bits, source, list, numRows, rows, offset);
      }
      case FLOAT64 -> {
        PhysicalType bits = PhysicalType.INT64;
        RowScatterKernels.scatterToInt64(bits, source, list, numRows, rows, offset);
      }
      case VIEW -> RowValues.scatterViews(source, list, numRows, rows, offset, heap);
    }
  }

  /** Copies a row to {@code target}, its long strings to {@code heapTarget}. */
  void copy(long row, long target, long heapTarget) {
    NativeMemory.copy(row, target, layout.rowSizeBytes());
    long next = heapTarget;
    for (int offset : layout.stringOffsets()) {
      next += RowValues.relocateString(row, target, offset, next);
    }
  }

  /** Bytes that the long strings of a row take. */
  long heapBytes(long row) {
    long total = 0;
    for (int offset : layout.stringOffsets()) {
      total += RowValues.longBytes(row + offset);
    }
    return total;
  }
}
