package io.scheelite.spill.block.columns;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.NativeMemory;

/** Where the alive rows of a stretch of a batch are, and where their values are in a column. */
final class RowPositions {
  private final int[] rows = new int[PieceLayout.MAX_ROWS];
  private final int[] indexes = new int[PieceLayout.MAX_ROWS];
  private int count;

  /** Turns to so many alive rows of a batch, at most a piece of them. */
  void of(Batch batch, int first, int numRows) {
    count = numRows;
    Selection selection = batch.selection();
    if (selection == null) {
      for (int i = 0; i < numRows; i++) {
        rows[i] = first + i;
      }
    } else {
      long list = selection.address() + 2L * first;
      for (int i = 0; i < numRows; i++) {
        rows[i] = Short.toUnsignedInt(NativeMemory.getShort(list + 2L * i));
      }
    }
  }

  int count() {
    return count;
  }

  /** Row numbers in the batch. */
  int[] rows() {
    return rows;
  }

  /**
   * Positions among the column's values (of its dictionary where it has one). Those of null rows
   * may be anything, but are inside unless the dictionary is empty.
   */
  int[] indexes(ColumnVector column) {
    Encoding encoding = column.encoding();
    if (encoding == Encoding.FLAT) {
      return rows;
    }
    long codes = column.valuesAddress();
    for (int i = 0; i < count; i++) {
      indexes[i] = encoding == Encoding.CONSTANT ? 0 : NativeMemory.getInt(codes + 4L * rows[i]);
    }
    return indexes;
  }

  /** Address of the values that {@link #indexes} counts; 0 if there are none. */
  static long values(ColumnVector column) {
    if (column.encoding() != Encoding.DICTIONARY) {
      return column.valuesAddress();
    }
    return column.dictionary().numRows() == 0 ? 0 : column.dictionary().valuesAddress();
  }
}
