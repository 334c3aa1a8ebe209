package io.scheelite.operators.hash.join;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import java.util.List;

/** The column that says of each row of a batch whether it has a match. Belongs to one driver. */
final class MarkColumn {
  private final long bits;
  private final long known;
  private int numRows;
  private boolean allKnown;

  MarkColumn(int batchSize, ScratchAllocator scratch) {
    bits = scratch.allocate(Bitmap.sizeBytes(batchSize));
    known = scratch.allocate(Bitmap.sizeBytes(batchSize));
  }

  /** What the constructor allocates. */
  static List<Long> sizes(int batchSize) {
    return List.of(Bitmap.sizeBytes(batchSize), Bitmap.sizeBytes(batchSize));
  }

  /**
   * True for the rows with a flag, false for others.
   *
   * @param flags a byte per row, 0 or 1
   */
  void set(long flags, int rows) {
    numRows = rows;
    allKnown = true;
    for (int from = 0; from < rows; from += Long.SIZE) {
      int count = Math.min(Long.SIZE, rows - from);
      long word = 0;
      for (int i = 0; i < count; i++) {
        word |= (NativeMemory.getByte(flags + from + i) & 1L) << i;
      }
      NativeMemory.putLong(bits + (from >>> 3), word);
    }
  }

  /** Makes null of all that is false. */
  void knowOnlyTrue() {
    allKnown = false;
    for (int from = 0; from < numRows; from += Long.SIZE) {
      NativeMemory.putLong(known + (from >>> 3), NativeMemory.getLong(bits + (from >>> 3)));
    }
  }

  /** Makes null of all that is false and not valid. */
  void knowTrueAnd(long validity) {
    allKnown = false;
    for (int from = 0; from < numRows; from += Long.SIZE) {
      int at = from >>> 3;
      long word = NativeMemory.getLong(bits + at) | NativeMemory.getLong(validity + at);
      NativeMemory.putLong(known + at, word);
    }
  }

  /** The column; valid until the next call of {@link #set}. */
  ColumnVector vector() {
    return ColumnVector.flat(
        DataType.BOOLEAN, PhysicalType.BIT, numRows, bits, allKnown ? 0 : known);
  }
}
