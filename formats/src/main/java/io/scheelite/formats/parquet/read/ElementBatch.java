package io.scheelite.formats.parquet.read;

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
final class ElementBatch extends PartBatch {
  private final DataType type;
  private final PhysicalType physical;
  private final long chosen; // positions in the window, 32 bits each
  private PhysicalType form;
  private @Nullable ColumnVector window;
  private @Nullable ColumnVector dictionary;
  private long min; // of integers
  private long max;

  ElementBatch(DataType type, PhysicalType physical, int capacity, Slab slab) {
    super(physical, capacity, slab);
    this.type = type;
    this.physical = physical;
    this.form = physical;
    this.chosen = slab.take(chosenBytes(capacity));
  }

  static long sizeBytes(PhysicalType physical, int capacity) {
    return PartBatch.sizeBytes(physical, capacity) + Slab.rounded(chosenBytes(capacity));
  }

  private static long chosenBytes(int capacity) {
    return (long) Integer.BYTES * capacity + Long.BYTES;
  }

  @Override
  boolean dependsOnWindow() {
    return numRows() > 0 && physical == PhysicalType.VIEW && dictionary == null;
  }

  @Override
  void reset() {
    super.reset();
    dictionary = null;
    min = 0; // that of nulls
    max = 0;
  }

  /**
   * Picks out of these values from now on.
   *
   * @return false if they cannot be in one vector with those that are there
   */
  boolean use(ColumnVector source) {
    boolean coded = physical == PhysicalType.VIEW && source.encoding() == Encoding.DICTIONARY;
    ColumnVector entries = coded ? source.dictionary() : null;
    if (numRows() > 0 && entries != dictionary) {
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
    if (numRows() == 0) {
      form = wanted;
    } else if (wanted.widthBytes() > form.widthBytes()) {
      Widening.widen(values(), form, wanted, numRows());
      form = wanted;
    }
  }

  /** Chooses the value of a row that {@link #pick} will add. */
  void choose(int row, int position) {
    NativeMemory.putInt(chosen + ((long) row << 2), position);
  }

  /** Adds rows with the values that were chosen. */
  void pick(int count) {
    gather(count);
    add(count);
  }

  /** Adds a row without a value. */
  void addNull() {
    begin(1);
    setNull(0);
    add(1);
  }

  private void add(int count) {
    add(count, dictionary != null ? PhysicalType.INT32 : form);
  }

  private void gather(int count) {
    ColumnVector source = window;
    if (source == null) {
      throw new IllegalStateException("there is nothing to pick from");
    }
    if (dictionary != null) {
      long target = values() + (long) Integer.BYTES * numRows();
      Gathering.gather(source.valuesAddress(), chosen, Integer.BYTES, count, target);
    } else if (physical == PhysicalType.BIT) {
      for (int i = 0; i < count; i++) {
        int from = NativeMemory.getInt(chosen + ((long) i << 2));
        Bits.fill(values(), numRows() + i, 1, Bits.isSet(source.valuesAddress(), from));
      }
    } else {
      PhysicalType narrow = source.physicalType();
      long target = values() + (long) form.widthBytes() * numRows();
      Gathering.gather(source.valuesAddress(), chosen, narrow.widthBytes(), count, target);
      Widening.widen(target, narrow, form, count);
    }
  }

  @Override
  ColumnVector vector(int first, int count, long valid) {
    ColumnVector entries = dictionary;
    if (entries != null) {
      return ColumnVector.dictionary(count, values() + 4L * first, valid, entries);
    }
    long from =
        physical == PhysicalType.BIT
            ? bits(values(), chosen, first, count)
            : values() + (long) first * form.widthBytes();
    ColumnVector vector = ColumnVector.flat(type, form, count, from, valid);
    return form.isNarrowInteger() ? vector.withInterval(min, max) : vector;
  }
}
