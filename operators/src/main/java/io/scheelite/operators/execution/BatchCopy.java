package io.scheelite.operators.execution;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.kernels.NullSlots;
import io.scheelite.memory.NativeMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies the selected rows of a batch, strings included, into one piece of memory: the copy is
 * dense, flat, and refers to nothing outside that piece.
 *
 * <p>Layout: per column the values, then the validity bitmap where rows may be null, then the bytes
 * of long strings; each part aligned to a cache line. For use by one thread.
 */
final class BatchCopy {
  private static final int ALIGNMENT = 64;
  private static final int INLINE_BYTES = 12;
  private static final int VIEW_BYTES = 16;

  private int[] rows = new int[Batch.DEFAULT_NUM_ROWS];
  private int[] indexes = new int[Batch.DEFAULT_NUM_ROWS];
  private int numRows;
  private long next;

  /** How many bytes {@link #copy} of this batch writes. */
  long bytesFor(Batch batch) {
    readRows(batch);
    long total = 0;
    for (ColumnVector column : batch.columns()) {
      total += align(column.physicalType().sizeBytes(numRows));
      if (column.mayHaveNulls()) {
        total += align(PhysicalType.BIT.sizeBytes(numRows));
      }
      if (column.physicalType() == PhysicalType.VIEW) {
        readIndexes(column);
        total += align(longStringBytes(values(column)));
      }
    }
    return total;
  }

  /** Copies into {@code target}, aligned to a cache line, which has {@link #bytesFor} bytes. */
  Batch copy(Batch batch, long target) {
    readRows(batch);
    next = target;
    List<ColumnVector> columns = new ArrayList<>();
    for (ColumnVector column : batch.columns()) {
      columns.add(copy(column));
    }
    return Batch.of(numRows, columns);
  }

  /**
   * What {@link #copy} returned, after all that it had written was moved.
   *
   * @param distance by how many bytes
   */
  static Batch moved(Batch copied, long distance) {
    List<ColumnVector> columns = new ArrayList<>();
    for (ColumnVector column : copied.columns()) {
      columns.add(moved(column, copied.numRows(), distance));
    }
    return Batch.of(copied.numRows(), columns);
  }

  private static ColumnVector moved(ColumnVector column, int numRows, long distance) {
    PhysicalType type = column.physicalType();
    long values = column.valuesAddress() + distance;
    long validity = column.mayHaveNulls() ? column.validityAddress() + distance : 0;
    if (type == PhysicalType.VIEW) {
      for (int i = 0; i < numRows; i++) {
        long view = values + (long) VIEW_BYTES * i;
        if (NativeMemory.getInt(view) > INLINE_BYTES) {
          NativeMemory.putLong(view + 8, NativeMemory.getLong(view + 8) + distance);
        }
      }
    }
    return flat(column, numRows, values, validity);
  }

  private static ColumnVector flat(ColumnVector column, int numRows, long values, long validity) {
    PhysicalType type = column.physicalType();
    ColumnVector flat = ColumnVector.flat(column.type(), type, numRows, values, validity);
    return type.isNarrowInteger() ? flat.withInterval(column.minValue(), column.maxValue()) : flat;
  }

  private static long align(long sizeBytes) {
    return (sizeBytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  private long take(long sizeBytes) {
    long address = next;
    next += align(sizeBytes);
    return address;
  }

  private void readRows(Batch batch) {
    numRows = batch.numSelectedRows();
    if (rows.length < numRows) {
      rows = new int[numRows];
      indexes = new int[numRows];
    }
    Selection selection = batch.selection();
    for (int i = 0; i < numRows; i++) {
      rows[i] =
          selection == null
              ? i
              : Short.toUnsignedInt(NativeMemory.getShort(selection.address() + 2L * i));
    }
  }

  /** Where each row's value is among the values. */
  private void readIndexes(ColumnVector column) {
    long codes = column.valuesAddress();
    for (int i = 0; i < numRows; i++) {
      indexes[i] =
          switch (column.encoding()) {
            case FLAT -> rows[i];
            case DICTIONARY -> NativeMemory.getInt(codes + 4L * rows[i]);
            case CONSTANT -> 0;
          };
    }
  }

  private static long values(ColumnVector column) {
    return column.encoding() == Encoding.DICTIONARY
        ? column.dictionary().valuesAddress()
        : column.valuesAddress();
  }

  private long longStringBytes(long views) {
    long total = 0;
    for (int i = 0; i < numRows; i++) {
      int length = NativeMemory.getInt(views + (long) VIEW_BYTES * indexes[i]);
      total += length > INLINE_BYTES ? length : 0;
    }
    return total;
  }

  private ColumnVector copy(ColumnVector column) {
    PhysicalType type = column.physicalType();
    readIndexes(column);
    long from = values(column);
    long to = take(type.sizeBytes(numRows));
    switch (type) {
      case BIT -> copyBits(from, indexes, to);
      case INT8 -> copyBytes(from, to);
      case INT16 -> copyShorts(from, to);
      case INT32, FLOAT32 -> copyInts(from, to);
      case INT64, FLOAT64 -> copyLongs(from, to);
      case INT128 -> copyPairs(from, to);
      case VIEW -> copyPairs(from, to);
    }
    long validity = 0;
    if (column.mayHaveNulls()) {
      validity = take(PhysicalType.BIT.sizeBytes(numRows));
      copyBits(column.validityAddress(), rows, validity);
    }
    if (validity != 0 && column.encoding() == Encoding.DICTIONARY) {
      NullSlots.zero(type, to, validity, numRows); // a null's code may stand for any value
    }
    if (type == PhysicalType.VIEW) {
      moveLongStrings(to);
    }
    return flat(column, numRows, to, validity);
  }

  private void copyBits(long from, int[] positions, long to) {
    for (int start = 0; start < numRows; start += 64) {
      long word = 0;
      int end = Math.min(numRows, start + 64);
      for (int i = start; i < end; i++) {
        int bit = positions[i];
        word |= (NativeMemory.getByte(from + (bit >>> 3)) >>> (bit & 7) & 1L) << (i - start);
      }
      NativeMemory.putLong(to + (start >>> 3), word);
    }
  }

  private void copyBytes(long from, long to) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putByte(to + i, NativeMemory.getByte(from + indexes[i]));
    }
  }

  private void copyShorts(long from, long to) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putShort(to + 2L * i, NativeMemory.getShort(from + 2L * indexes[i]));
    }
  }

  private void copyInts(long from, long to) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putInt(to + 4L * i, NativeMemory.getInt(from + 4L * indexes[i]));
    }
  }

  private void copyLongs(long from, long to) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putLong(to + 8L * i, NativeMemory.getLong(from + 8L * indexes[i]));
    }
  }

  private void copyPairs(long from, long to) {
    for (int i = 0; i < numRows; i++) {
      long source = from + 16L * indexes[i];
      NativeMemory.putLong(to + 16L * i, NativeMemory.getLong(source));
      NativeMemory.putLong(to + 16L * i + 8, NativeMemory.getLong(source + 8));
    }
  }

  /** Copies the bytes that long strings point to, and points the copied views there. */
  private void moveLongStrings(long views) {
    long target = next;
    for (int i = 0; i < numRows; i++) {
      long view = views + (long) VIEW_BYTES * i;
      int length = NativeMemory.getInt(view);
      if (length > INLINE_BYTES) {
        NativeMemory.copy(NativeMemory.getLong(view + 8), target, length);
        NativeMemory.putLong(view + 8, target);
        target += length;
      }
    }
    next = align(target);
  }
}
