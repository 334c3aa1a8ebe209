package io.scheelite.formats.arrow;

import io.scheelite.columnar.Bitmap;
import io.scheelite.memory.NativeMemory;

/** Says which values of a field are null, of some values at a time. Used by one thread. */
final class NullBits {
  private final ArrowNode field;
  private final long bits;
  private boolean exist;
  private int firstBit;

  /** Takes memory for so many rows. */
  NullBits(ArrowNode field, int rows, ReaderRoom room) {
    this.field = field;
    this.bits = room.take(Bitmap.sizeBytes(rows + Byte.SIZE));
  }

  /** Reads those of some rows, which the field has. */
  void load(ArrowBody body, int firstRow, int numRows) {
    exist = body.bufferBytes(field, 0) > 0;
    if (exist) {
      long from = (long) firstRow >>> 3;
      long end = ((long) firstRow + numRows + 7) >>> 3;
      body.read(field, 0, from, end - from, bits);
      firstBit = firstRow & 7;
    }
  }

  /** Whether a row of the loaded ones is null. */
  boolean isNull(int row) {
    int bit = firstBit + row;
    return exist && (NativeMemory.getByte(bits + (bit >>> 3)) >>> (bit & 7) & 1) == 0;
  }

  /** Writes some rows as a validity bitmap; 0 if none is null. */
  long write(int firstRow, int numRows, long target) {
    if (!exist) {
      return 0;
    }
    boolean any = false;
    Bitmap.fill(target, numRows, true);
    for (int i = 0; i < numRows; i++) {
      if (isNull(firstRow + i)) {
        Bitmap.clear(target, i);
        any = true;
      }
    }
    return any ? target : 0;
  }
}
