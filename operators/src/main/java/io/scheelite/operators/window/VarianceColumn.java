package io.scheelite.operators.window;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.NativeMemory;

/**
 * VAR_POP and VAR_SAMP of a frame, from the values of the frame alone: number, mean and sum of
 * squared distances from the mean, to which Welford's method adds a row, Chan's a node.
 */
final class VarianceColumn extends FrameTree implements WindowColumn {
  static final int STATE_BYTES = 24;

  private static final int MEAN_OFFSET = 8;
  private static final int SQUARES_OFFSET = 16;

  private final FramePieces frames;
  private final RowColumn column;
  private final RowFilter filter;
  private final int lost;
  private final int offset;
  private final WindowRows.Cursor there;
  private final VectorTarget target;
  private long number;
  private double mean;
  private double squares;

  /**
   * @param sample VAR_SAMP
   * @param offset where number, mean and squares are in a row
   */
  VarianceColumn(
      FramePieces frames,
      RowColumn column,
      RowFilter filter,
      boolean sample,
      int offset,
      WindowRows rows,
      VectorTarget target) {
    super(frames.frame().isCumulative());
    this.frames = frames;
    this.column = column;
    this.filter = filter;
    this.lost = sample ? 1 : 0;
    this.offset = offset;
    this.there = rows.cursor();
    this.target = target;
  }

  @Override
  void clear() {
    number = 0;
    mean = 0;
    squares = 0;
  }

  @Override
  void addRow(long row) {
    long address = there.address(row);
    if (filter.accepts(address)) {
      double value = column.getDouble(address);
      double distance = value - mean;
      number++;
      mean += distance / number;
      squares += distance * (value - mean);
    }
  }

  @Override
  void addNode(long row) {
    long state = there.address(row) + offset;
    long more = NativeMemory.getLong(state);
    if (more == 0) {
      return;
    }
    long known = number;
    double distance = NativeMemory.getDouble(state + MEAN_OFFSET) - mean;
    number += more;
    if (known == 0) {
      mean = NativeMemory.getDouble(state + MEAN_OFFSET);
      squares = NativeMemory.getDouble(state + SQUARES_OFFSET);
      return;
    }
    double share = (double) more / number;
    mean += distance * share;
    squares += NativeMemory.getDouble(state + SQUARES_OFFSET) + distance * distance * known * share;
  }

  @Override
  void store(long address) {
    NativeMemory.putLong(address + offset, number);
    NativeMemory.putDouble(address + offset + MEAN_OFFSET, mean);
    NativeMemory.putDouble(address + offset + SQUARES_OFFSET, squares);
  }

  @Override
  public int evaluate(RowPositions rows, int numRows) {
    Bitmap.fill(target.validityAddress(), numRows, true);
    for (int i = 0; i < numRows; i++) {
      addFrame(frames, rows, i);
      long degrees = number - lost;
      double value = degrees > 0 ? squares / degrees : 0;
      NativeMemory.putDouble(target.valuesAddress() + 8L * i, value);
      if (degrees <= 0) {
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
