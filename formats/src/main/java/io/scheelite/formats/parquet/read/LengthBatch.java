package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.memory.NativeMemory;

/** How many elements the lists of a batch have. */
final class LengthBatch extends PartBatch {
  static final PhysicalType FORM = PhysicalType.INT32;

  private int longest;

  LengthBatch(int capacity, Slab slab) {
    super(FORM, capacity, slab);
  }

  @Override
  boolean dependsOnWindow() {
    return false;
  }

  @Override
  void reset() {
    super.reset();
    longest = 0;
  }

  /** Sets the length of a row that {@link #add(int, int)} will add. */
  void set(int row, int length) {
    NativeMemory.putInt(values() + ((long) (numRows() + row) << 2), length);
  }

  /** Adds rows whose lengths, up to {@code largest}, were set. */
  void add(int count, int largest) {
    longest = Math.max(longest, largest);
    add(count, FORM);
  }

  @Override
  ColumnVector vector(int first, int count, long valid) {
    long from = values() + (long) first * FORM.widthBytes();
    return ColumnVector.flat(DataType.INT64, FORM, count, from, valid).withInterval(0, longest);
  }
}
