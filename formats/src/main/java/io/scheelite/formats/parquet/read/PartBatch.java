package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.formats.parquet.encoding.Bits;
import io.scheelite.memory.NativeMemory;

/**
 * Rows of a part of lists, which are added some at a time and read some at a time: {@link #begin},
 * then values and nulls of the rows that are added, then {@link #add}.
 */
abstract sealed class PartBatch permits LengthBatch, ElementBatch {
  private final long values;
  private final long validity;
  private final long laterValidity; // room for the bits of rows behind the first
  private int numRows;
  private int taken; // those of them that were read or left out
  private boolean nulls;

  PartBatch(PhysicalType physical, int capacity, Slab slab) {
    this.values = slab.take(valueBytes(physical, capacity));
    this.validity = slab.take(bitBytes(capacity));
    this.laterValidity = slab.take(bitBytes(capacity));
  }

  static long sizeBytes(PhysicalType physical, int capacity) {
    return Slab.rounded(valueBytes(physical, capacity)) + 2 * Slab.rounded(bitBytes(capacity));
  }

  private static long valueBytes(PhysicalType physical, int capacity) {
    return physical.sizeBytes(capacity) + Long.BYTES; // gathering writes a word at a time
  }

  private static long bitBytes(int capacity) {
    return Bitmap.sizeBytes(capacity) + Long.BYTES;
  }

  /** Address of the values of all rows. */
  final long values() {
    return values;
  }

  final int numRows() {
    return numRows;
  }

  /** Rows that were neither read nor left out. */
  final int left() {
    return numRows - taken;
  }

  /** Whether it holds values that are valid as long as the window is that they come from. */
  abstract boolean dependsOnWindow();

  /** Begins without rows. */
  void reset() {
    numRows = 0;
    taken = 0;
    nulls = false;
  }

  /** Leaves out rows. */
  final void skip(int count) {
    taken += count;
  }

  /** Lets rows be added, by default not null. */
  final void begin(int count) {
    Bits.fill(validity, numRows, count, true);
  }

  /** Says that this row of those that are added next is null. */
  final void setNull(int row) {
    Bitmap.clear(validity, numRows + row);
    nulls = true;
  }

  /**
   * Adds rows, whose values are there but for those of nulls.
   *
   * @param form of all values
   */
  final void add(int count, PhysicalType form) {
    if (nulls) {
      for (int i = numRows; i < numRows + count; i++) {
        if (!Bitmap.isSet(validity, i)) {
          zero(i, form);
        }
      }
    }
    numRows += count;
  }

  private void zero(int index, PhysicalType form) {
    if (form == PhysicalType.BIT) {
      Bitmap.clear(values, index);
    } else {
      int width = form.widthBytes();
      NativeMemory.fill(values + (long) width * index, width, (byte) 0);
    }
  }

  /** The next rows. */
  final ColumnVector read(int count) {
    int first = taken;
    taken += count;
    long valid = nulls ? bits(validity, laterValidity, first, count) : 0;
    return vector(first, count, valid);
  }

  /**
   * Rows as a vector.
   *
   * @param valid address of their bits, or 0
   */
  abstract ColumnVector vector(int first, int count, long valid);

  /** Bits from some position on, at the beginning of words: where they are, or copied. */
  static long bits(long from, long room, int first, int count) {
    if (first == 0) {
      return from;
    }
    Bits.copy(from, first, room, 0, count);
    return room;
  }
}
