package io.scheelite.spill.block.columns;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.codec.BlockChecksum;
import io.scheelite.memory.NativeMemory;
import io.scheelite.spill.block.ColumnRange;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Packs one collected column: integers into the narrowest width that holds them, bits into words.
 * What it writes never lies behind what it has yet to read. On the way it finds the range of the
 * values.
 */
final class ColumnSealer {
  /** Longer strings are not kept as bounds. */
  private static final int LONGEST_BOUND_BYTES = 64;

  private final ColumnBuilder column;
  private final PieceHeap heap;
  private final int numRows;
  private final long piece;
  private @Nullable Object smallest;
  private @Nullable Object largest;
  private long min;
  private long max;

  ColumnSealer(ColumnBuilder column, PieceHeap heap, int numRows, long piece) {
    this.column = column;
    this.heap = heap;
    this.numRows = numRows;
    this.piece = piece;
  }

  /** Writes the entry, and the parts from {@code at} on; returns where the next column's begin. */
  int seal(long entry, int at) {
    NativeMemory.fill(entry, PieceLayout.ENTRY_BYTES, (byte) 0);
    findStringBounds();
    NativeMemory.putInt(entry + PieceLayout.VALUES_OFFSET_OFFSET, at);
    int next = PieceLayout.align(at + packValues(entry, piece + at));
    if (column.dictionarySize() > 0) { // before the validity, as where it is collected
      next = writeDictionary(entry, next, column.dictionarySize() * StringView.SIZE_BYTES);
    }
    if (column.numNulls() > 0) {
      int size = (int) Bitmap.sizeBytes(numRows);
      NativeMemory.putInt(entry + PieceLayout.VALIDITY_OFFSET_OFFSET, next);
      NativeMemory.copy(column.validity(), piece + next, size);
      next = PieceLayout.align(next + size);
    }
    NativeMemory.putLong(entry + PieceLayout.MIN_OFFSET, min);
    NativeMemory.putLong(entry + PieceLayout.MAX_OFFSET, max);
    return next;
  }

  private int writeDictionary(long entry, int at, int sizeBytes) {
    NativeMemory.putInt(entry + PieceLayout.DICTIONARY_SIZE_OFFSET, column.dictionarySize());
    NativeMemory.putInt(entry + PieceLayout.DICTIONARY_OFFSET_OFFSET, at);
    NativeMemory.copy(column.dictionary(), piece + at, sizeBytes);
    return PieceLayout.align(at + sizeBytes);
  }

  /** Adds the values to a sketch; before {@link #seal}, which packs them in place. */
  void addTo(DistinctSketch sketch) {
    if (column.dictionarySize() > 0) {
      for (int i = 0; i < column.dictionarySize(); i++) {
        addString(column.dictionary() + (long) i * StringView.SIZE_BYTES, sketch);
      }
      return;
    }
    int width = PieceLayout.buildWidth(column.type());
    for (int i = 0; i < numRows; i++) {
      if (column.numNulls() == 0 || Bitmap.isSet(column.validity(), i)) {
        long at = column.values() + (long) width * i;
        if (column.isString()) {
          addString(at, sketch);
        } else if (width >= Long.BYTES) {
          sketch.addBits(NativeMemory.getLong(at)); // of wide decimals the lower half
        } else {
          sketch.addBits(width == Float.BYTES ? NativeMemory.getInt(at) : NativeMemory.getByte(at));
        }
      }
    }
  }

  private void addString(long view, DistinctSketch sketch) {
    if (StringView.isInline(view)) {
      sketch.addBits(
          31 * NativeMemory.getLong(view) + NativeMemory.getLong(view + StringView.REST_OFFSET));
    } else {
      sketch.add(BlockChecksum.hash(bytes(view), StringView.length(view), 0));
    }
  }

  /** Range of the values; unknown for booleans and for numbers beyond 64 bits. */
  ColumnRange range() {
    return new ColumnRange(smallest, largest, column.numNulls());
  }

  /** Returns the size of the values. */
  private int packValues(long entry, long target) {
    PhysicalType wide = column.type().physicalType();
    PhysicalType packed =
        switch (wide) {
          case BIT -> {
            packBits(target);
            yield PhysicalType.BIT;
          }
          case INT8, INT16, INT32, INT64 -> packIntegers(Long.BYTES, target);
          case INT128 -> fitsLongs() ? packIntegers(StringView.SIZE_BYTES, target) : wide;
          case FLOAT32, FLOAT64 -> {
            findFloatBounds(wide);
            yield wide;
          }
          case VIEW -> wide;
        };
    boolean codes = column.dictionarySize() > 0;
    int size = codes ? numRows : (int) packed.sizeBytes(numRows);
    if (packed == wide && !packed.isNarrowInteger() && packed != PhysicalType.BIT) {
      NativeMemory.copy(column.values(), target, size);
    }
    NativeMemory.putInt(entry + PieceLayout.TYPE_OFFSET, PieceLayout.number(packed));
    return size;
  }

  private void packBits(long target) {
    for (int base = 0; base < numRows; base += 64) {
      long word = 0;
      int end = Math.min(64, numRows - base);
      for (int i = 0; i < end; i++) {
        word |= (long) NativeMemory.getByte(column.values() + base + i) << i;
      }
      NativeMemory.putLong(target + (base >>> 3), word);
    }
  }

  private boolean fitsLongs() {
    boolean fits = true;
    for (int i = 0; i < numRows; i++) {
      long low = NativeMemory.getLong(column.values() + 16L * i);
      fits &= NativeMemory.getLong(column.values() + 16L * i + 8) == low >> 63;
    }
    return fits;
  }

  private PhysicalType packIntegers(int stride, long target) {
    findIntegerBounds(stride);
    PhysicalType narrow = narrowest(Math.min(min, 0), Math.max(max, 0)); // nulls hold 0
    long from = column.values();
    for (int i = 0; i < numRows; i++) {
      long value = NativeMemory.getLong(from + (long) stride * i);
      switch (narrow) {
        case INT8 -> NativeMemory.putByte(target + i, (byte) value);
        case INT16 -> NativeMemory.putShort(target + 2L * i, (short) value);
        case INT32 -> NativeMemory.putInt(target + 4L * i, (int) value);
        default -> NativeMemory.putLong(target + 8L * i, value);
      }
    }
    return narrow;
  }

  private void findIntegerBounds(int stride) {
    long low = Long.MAX_VALUE;
    long high = Long.MIN_VALUE;
    boolean nulls = column.numNulls() > 0;
    for (int i = 0; i < numRows; i++) {
      if (!nulls || Bitmap.isSet(column.validity(), i)) {
        long value = NativeMemory.getLong(column.values() + (long) stride * i);
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    if (low <= high) {
      min = low;
      max = high;
      boolean decimal = column.type() instanceof DataType.Decimal;
      smallest = decimal ? (Object) BigInteger.valueOf(low) : (Object) low;
      largest = decimal ? (Object) BigInteger.valueOf(high) : (Object) high;
    }
  }

  private static PhysicalType narrowest(long low, long high) {
    if (low == (byte) low && high == (byte) high) {
      return PhysicalType.INT8;
    }
    if (low == (short) low && high == (short) high) {
      return PhysicalType.INT16;
    }
    return low == (int) low && high == (int) high ? PhysicalType.INT32 : PhysicalType.INT64;
  }

  /** NaN is left out, as in the statistics of files: it is larger than every number. */
  private void findFloatBounds(PhysicalType form) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < numRows; i++) {
      double value =
          form == PhysicalType.FLOAT32
              ? NativeMemory.getFloat(column.values() + 4L * i)
              : NativeMemory.getDouble(column.values() + 8L * i);
      boolean counts = column.numNulls() == 0 || Bitmap.isSet(column.validity(), i);
      if (counts && !Double.isNaN(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    if (low <= high) {
      smallest = low;
      largest = high;
    }
  }

  private void findStringBounds() {
    if (!column.isText()) {
      return;
    }
    long low = 0;
    long high = 0;
    for (int i = 0; i < numRows; i++) {
      if (column.numNulls() == 0 || Bitmap.isSet(column.validity(), i)) {
        long view = view(i);
        low = low == 0 || compare(view, low) < 0 ? view : low;
        high = high == 0 || compare(view, high) > 0 ? view : high;
      }
    }
    if (low != 0
        && StringView.length(low) <= LONGEST_BOUND_BYTES
        && StringView.length(high) <= LONGEST_BOUND_BYTES) {
      smallest = text(low);
      largest = text(high);
    }
  }

  private long view(int row) {
    if (column.dictionarySize() == 0) {
      return column.values() + (long) row * StringView.SIZE_BYTES;
    }
    int code = Byte.toUnsignedInt(NativeMemory.getByte(column.values() + row));
    return column.dictionary() + (long) code * StringView.SIZE_BYTES;
  }

  private long bytes(long view) {
    return StringView.isInline(view)
        ? view + StringView.PREFIX_OFFSET
        : heap.address() + NativeMemory.getLong(view + StringView.REST_OFFSET);
  }

  private int compare(long a, long b) {
    return NativeMemory.compareUnsigned(
        bytes(a), StringView.length(a), bytes(b), StringView.length(b));
  }

  private @Nullable String text(long view) {
    byte[] bytes = new byte[StringView.length(view)];
    NativeMemory.copyToArray(bytes(view), bytes, 0, bytes.length);
    String text = new String(bytes, StandardCharsets.UTF_8);
    // what is no UTF-8 would sort elsewhere once decoded
    return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes) ? text : null;
  }
}
