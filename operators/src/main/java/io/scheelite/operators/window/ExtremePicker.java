package io.scheelite.operators.window;

import io.scheelite.memory.NativeMemory;

/** MIN and MAX: picks the row of the frame with the smallest or largest value. */
final class ExtremePicker extends FrameTree implements RowPicker {
  static final int STATE_BYTES = 8;

  private final FramePieces frames;
  private final RowColumn column;
  private final RowFilter filter;
  private final boolean largest;
  private final int offset;
  private final WindowRows.Cursor there;
  private final WindowRows.Cursor best;
  private final WindowRows.Cursor other;
  private long found;

  /**
   * @param largest MAX
   * @param offset where the number of the best row is in a row
   */
  ExtremePicker(
      FramePieces frames,
      RowColumn column,
      RowFilter filter,
      boolean largest,
      int offset,
      WindowRows rows) {
    super(frames.frame().isCumulative());
    this.frames = frames;
    this.column = column;
    this.filter = filter;
    this.largest = largest;
    this.offset = offset;
    this.there = rows.cursor();
    this.best = rows.cursor();
    this.other = rows.cursor();
  }

  @Override
  void clear() {
    found = NONE;
  }

  @Override
  void addRow(long row) {
    if (filter.accepts(there.address(row))) {
      add(row);
    }
  }

  @Override
  void addNode(long row) {
    add(NativeMemory.getLong(there.address(row) + offset));
  }

  private void add(long row) {
    if (row < 0) {
      return;
    }
    if (found < 0) {
      found = row;
      return;
    }
    int order = column.compare(best.address(found), column, other.address(row));
    if (largest ? order < 0 : order > 0) {
      found = row;
    }
  }

  @Override
  void store(long address) {
    NativeMemory.putLong(address + offset, found);
  }

  @Override
  public long pick(RowPositions rows, int i) {
    addFrame(frames, rows, i);
    return found;
  }
}
