package io.scheelite.operators.window;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.NativeMemory;

/** SUM and AVG of floats, which nothing may be subtracted from: that would lose digits. */
final class FloatSumColumn extends FrameTree implements WindowColumn {
  static final int STATE_BYTES = 16;

  private static final int COUNT_OFFSET = 8;

  private final FramePieces frames;
  private final RowColumn column;
  private final RowFilter filter;
  private final boolean mean;
  private final int offset;
  private final WindowRows.Cursor there;
  private final VectorTarget target;
  private double sum;
  private long count;

  /**
   * @param mean AVG
   * @param offset where sum and count are in a row
   */
  FloatSumColumn(
      FramePieces frames,
      RowColumn column,
      RowFilter filter,
      boolean mean,
      int offset,
      WindowRows rows,
      VectorTarget target) {
    super(frames.frame().isCumulative());
    this.frames = frames;
    this.column = column;
    this.filter = filter;
    this.mean = mean;
    this.offset = offset;
    this.there = rows.cursor();
    this.target = target;
  }

  @Override
  void clear() {
    sum = 0;
    count = 0;
  }

  @Override
  void addRow(long row) {
    long address = there.address(row);
    if (filter.accepts(address)) {
      sum += column.getDouble(address);
      count++;
    }
  }

  @Override
  void addNode(long row) {
    long state = there.address(row) + offset;
    sum += NativeMemory.getDouble(state);
    count += NativeMemory.getLong(state + COUNT_OFFSET);
  }

  @Override
  void store(long address) {
    NativeMemory.putDouble(address + offset, sum);
    NativeMemory.putLong(address + offset + COUNT_OFFSET, count);
  }

  @Override
  public int evaluate(RowPositions rows, int numRows) {
    Bitmap.fill(target.validityAddress(), numRows, true);
    for (int i = 0; i < numRows; i++) {
      addFrame(frames, rows, i);
      double value = count == 0 ? 0 : mean ? sum / count : sum;
      NativeMemory.putDouble(target.valuesAddress() + 8L * i, value);
      if (count == 0) {
        Bitmap.clear(target.validityAddress(), i);
      }
    }
    return numRows;
  }

  @Override
  public ColumnVector vector(int numRows) {
    return ColumnVector.flat(
        DataType.FLOAT64,
        PhysicalType.FLOAT64,
        numRows,
        target.valuesAddress(),
        target.validityAddress());
  }
}
