package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.formats.parquet.encoding.Bits;
import io.scheelite.memory.NativeMemory;
import org.jspecify.annotations.Nullable;

/**
 * Values of a batch that are picked out of windows of other values, one window after another.
 * Integers have the width of the widest window; texts are codes of one dictionary, or views that
 * are not copied.
 */
final class PartBatch {
  private final DataType type;
  private final PhysicalType physical;
  private final long chosen; // positions in the window, 32 bits each
  private final long values;
  private final long validity;
  private final long laterValidity; // room for the bits of rows behind the first
  private PhysicalType form;
  private int numRows;
  private int taken; // those of them that were read or left out
  private boolean nulls;
  private @Nullable ColumnVector window;
  private @Nullable ColumnVector dictionary;
  private long min; // of integers
  private long max;

  PartBatch(DataType type, PhysicalType physical, int capacity, Slab slab) {
    this.type = type;
    this.physical = physical;
    this.form = physical;
    this.chosen = slab.take(chosenBytes(capacity));
    this.values = slab.take(valueBytes(physical, capacity));
    this.validity = slab.take(bitBytes(capacity));
    this.laterValidity = slab.take(bitBytes(capacity));
  }

  static long sizeBytes(PhysicalType physical, int capacity) {
    return Slab.rounded(chosenBytes(capacity))
        + Slab.rounded(valueBytes(physical, capacity))
        + 2 * Slab.rounded(bitBytes(capacity));
  }

  private static long chosenBytes(int capacity) {
    return (long) Integer.BYTES * capacity + Long.BYTES;
  }

  private static long valueBytes(PhysicalType physical, int capacity) {
    return physical.sizeBytes(capacity) + Long.BYTES; // gathering writes a word at a time
  }

  private static long bitBytes(int capacity) {
    return Bitmap.sizeBytes(capacity) + Long.BYTES;
  }

  int numRows() {
    return numRows;
  }

  /** Rows that were neither read nor left out. */
  int left() {
    return numRows - taken;
  }

  /** Whether it holds views of texts that are valid as long as their window is. */
  boolean dependsOnWindow() {
    return numRows > 0 && physical == PhysicalType.VIEW && dictionary == null;
  }

  /** Begins without rows. */
  void reset() {
    numRows = 0;
    taken = 0;
    nulls = false;
    dictionary = null;
    min = 0; // that of nulls
    max = 0;
  }

  /** Leaves out rows. */
  void skip(int count) {
    taken += count;
  }

  /**
   * Picks out of these values from now on.
   *
   * @return false if they cannot be in one vector with those that are there
   */
  boolean use(ColumnVector source) {
    boolean coded = physical == PhysicalType.VIEW && source.encoding() == Encoding.DICTIONARY;
    ColumnVector entries = coded ? source.dictionary() : null;
    if (numRows > 0 && entries != dictionary) {
      return false;
    }
    window = source;
    dictionary = entries;
    if (physical.isNarrowInteger()) {
      widen(source.physicalType());
      min = Math.min(min, source.minValue());
      max = Math.max(max, source.maxValue());
    }
    return true;
  }

  private void widen(PhysicalType wanted) {
    if (numRows == 0) {
      form = wanted;
    } else if (wanted.widthBytes() > form.widthBytes()) {
      Widening.widen(values, form, wanted, numRows);
      form = wanted;
    }
  }

  /** Chooses the value of a row that {@link #pick} will add. */
  void choose(int row, int position) {
    NativeMemory.putInt(chosen + ((long) row << 2), position);
  }

  /** Says that this row of those that are added next is null. */
  void setNull(int row) {
    Bitmap.clear(validity, numRows + row);
    nulls = true;
  }

  /** Lets rows be added, by default not null. */
  void begin(int count) {
    Bits.fill(validity, numRows, count, true);
  }

  /** Adds rows with the values that were chosen. */
  void pick(int count) {
    gather(count);
    zeroNulls(count);
    numRows += count;
  }

  /** Sets an integer of a row that {@link #put} will add. */
  void set(int row, int value) {
    NativeMemory.putInt(values + ((long) (numRows + row) << 2), value);
  }

  /** Adds rows whose integers, up to {@code largest}, were set. */
  void put(int count, int largest) {
    max = Math.max(max, largest);
    zeroNulls(count);
    numRows += count;
  }

  private void zeroNulls(int count) {
    if (nulls) {
      for (int i = numRows; i < numRows + count; i++) {
        if (!Bitmap.isSet(validity, i)) {
          zero(i);
        }
      }
    }
  }

  private void zero(int index) {
    if (physical == PhysicalType.BIT) {
      Bitmap.clear(values, index);
    } else {
      int width = dictionary != null ? Integer.BYTES : form.widthBytes();
      NativeMemory.fill(values + (long) width * index, width, (byte) 0);
    }
  }

  private void gather(int count) {
    ColumnVector source = window;
    if (source == null) {
      throw new IllegalStateException("there is nothing to pick from");
    }
    if (dictionary != null) {
      long target = values + (long) Integer.BYTES * numRows;
      Gathering.gather(source.valuesAddress(), chosen, Integer.BYTES, count, target);
    } else if (physical == PhysicalType.BIT) {
      for (int i = 0; i < count; i++) {
        int from = NativeMemory.getInt(chosen + ((long) i << 2));
        Bits.fill(values, numRows + i, 1, Bits.isSet(source.valuesAddress(), from));
      }
    } else {
      PhysicalType narrow = source.physicalType();
      long target = values + (long) form.widthBytes() * numRows;
      Gathering.gather(source.valuesAddress(), chosen, narrow.widthBytes(), count, target);
      Widening.widen(target, narrow, form, count);
    }
  }

  /** The next rows. */
  ColumnVector read(int count) {
    int first = taken;
    taken += count;
    long valid = nulls ? bits(validity, laterValidity, first, count) : 0;
    ColumnVector entries = dictionary;
    if (entries != null) {
      return ColumnVector.dictionary(count, values + 4L * first, valid, entries);
    }
    long from =
        physical == PhysicalType.BIT
            ? bits(values, chosen, first, count)
            : values + (long) first * form.widthBytes();
    ColumnVector vector = ColumnVector.flat(type, form, count, from, valid);
    return form.isNarrowInteger() ? vector.withInterval(min, max) : vector;
  }

  /** Bits from some position on, at the beginning of words: where they are, or copied. */
  private static long bits(long from, long room, int first, int count) {
    if (first == 0) {
      return from;
    }
    Bits.copy(from, first, room, 0, count);
    return room;
  }
}
