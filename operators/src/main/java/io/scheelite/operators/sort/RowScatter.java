package io.scheelite.operators.sort;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;

/**
 * Writes the selected rows of batches as rows, column by column, their keys included. Holds work
 * buffers, so one per driver.
 *
 * <p>Use: {@link #encodeKeys} and {@link #begin} a batch, ask {@link #rowBytes}, and {@link #write}
 * the rows where the caller has found room.
 */
final class RowScatter {
  private final SortRowLayout layout;
  private final SortKeyEncoder encoder;
  private final long keysAddress;
  private final int[] rows;
  private final int[] indexes;
  private final long[] sizes;
  private long largest;
  private int numRows;

  /**
   * @param scratchAddress {@link #scratchBytes} of memory that outlives this
   */
  RowScatter(SortRowLayout layout, long scratchAddress, int batchSize) {
    this.layout = layout;
    this.encoder = new SortKeyEncoder(layout.keys(), scratchAddress, batchSize);
    this.keysAddress = scratchAddress + SortKeyEncoder.scratchBytes(batchSize);
    this.rows = new int[batchSize];
    this.indexes = new int[batchSize];
    this.sizes = new long[batchSize];
  }

  static long scratchBytes(SortRowLayout layout, int batchSize) {
    return SortKeyEncoder.scratchBytes(batchSize) + (long) batchSize * layout.keys().sizeBytes();
  }

  /** Computes the sizes of a batch's rows. */
  void begin(Batch batch) {
    numRows = batch.numSelectedRows();
    Selection selection = batch.selection();
    for (int i = 0; i < numRows; i++) {
      rows[i] =
          selection == null
              ? i
              : Short.toUnsignedInt(NativeMemory.getShort(selection.address() + 2L * i));
      sizes[i] = layout.fixedBytes();
    }
    for (ColumnVector column : batch.columns()) {
      if (column.physicalType() == PhysicalType.VIEW) {
        addLongStrings(column);
      }
    }
    largest = 0;
    for (int i = 0; i < numRows; i++) {
      sizes[i] = (sizes[i] + 7) & -8;
      largest = Math.max(largest, sizes[i]);
    }
  }

  private void addLongStrings(ColumnVector column) {
    readStringIndexes(column);
    long views = values(column);
    for (int i = 0; i < numRows; i++) {
      if (indexes[i] < 0) {
        continue;
      }
      int length = StringView.length(views + (long) StringView.SIZE_BYTES * indexes[i]);
      sizes[i] += length > StringView.MAX_INLINE_LENGTH ? length : 0;
    }
  }

  /** Bytes of selected row {@code i} of the batch that was begun. */
  long rowBytes(int i) {
    return sizes[i];
  }

  /** The largest of {@link #rowBytes}. */
  long largestRowBytes() {
    return largest;
  }

  /** Where the keys are that were encoded last. */
  long keys() {
    return keysAddress;
  }

  /** Encodes the keys; returns where they are, one after another. */
  long encodeKeys(Batch batch) {
    encoder.encode(batch, keysAddress);
    return keysAddress;
  }

  /**
   * Writes the rows of the batch that was begun and whose keys were encoded.
   *
   * @param addresses 64-bit address for each selected row
   */
  void write(Batch batch, long addresses) {
    int keyBytes = layout.keys().sizeBytes();
    int keyOffset = layout.keyOffset();
    for (int i = 0; i < numRows; i++) {
      long row = NativeMemory.getLong(addresses + 8L * i);
      NativeMemory.fill(row, keyOffset, (byte) 0);
      long key = keysAddress + (long) i * keyBytes;
      for (int word = 0; word < keyBytes; word += 8) {
        NativeMemory.putLong(row + keyOffset + word, NativeMemory.getLong(key + word));
      }
      sizes[i] = layout.fixedBytes(); // from here on: where the row's next long string goes
    }
    for (int column = 0; column < batch.columns().size(); column++) {
      writeColumn(batch.column(column), column, addresses);
    }
  }

  private void writeColumn(ColumnVector column, int index, long addresses) {
    readIndexes(column);
    long from = values(column);
    int offset = layout.columnOffset(index);
    PhysicalType source = column.physicalType();
    switch (layout.schema().type(index).physicalType()) {
      case BIT -> writeBits(from, addresses, offset);
      case INT8 -> writeBytes(from, addresses, offset);
      case INT16, INT32, INT64 ->
          writeIntegers(
              source, layout.schema().type(index).physicalType(), from, addresses, offset);
      case INT128 -> writeWide(source, from, addresses, offset);
      case FLOAT32 -> writeInts(from, addresses, offset);
      case FLOAT64 -> writeLongs(from, addresses, offset);
      case VIEW -> {
        readStringIndexes(column);
        writeStrings(from, addresses, offset);
      }
    }
    if (column.mayHaveNulls()) {
      writeNulls(column.validityAddress(), addresses, index);
    }
  }

  private void readIndexes(ColumnVector column) {
    long codes = column.valuesAddress();
    Encoding encoding = column.encoding();
    for (int i = 0; i < numRows; i++) {
      indexes[i] =
          switch (encoding) {
            case FLAT -> rows[i];
            case DICTIONARY -> NativeMemory.getInt(codes + 4L * rows[i]);
            case CONSTANT -> 0;
          };
    }
  }

  /** As {@link #readIndexes}, but −1 for nulls: a null's code may stand for any string. */
  private void readStringIndexes(ColumnVector column) {
    readIndexes(column);
    long validity = column.validityAddress();
    for (int i = 0; validity != 0 && i < numRows; i++) {
      if (isNull(validity, rows[i])) {
        indexes[i] = -1;
      }
    }
  }

  private static boolean isNull(long validity, int row) {
    return (NativeMemory.getByte(validity + (row >>> 3)) >>> (row & 7) & 1) == 0;
  }

  private static long values(ColumnVector column) {
    return column.encoding() == Encoding.DICTIONARY
        ? column.dictionary().valuesAddress()
        : column.valuesAddress();
  }

  private static long target(long addresses, int i, int offset) {
    return NativeMemory.getLong(addresses + 8L * i) + offset;
  }

  private void writeBits(long from, long addresses, int offset) {
    for (int i = 0; i < numRows; i++) {
      int bit = indexes[i];
      int value = NativeMemory.getByte(from + (bit >>> 3)) >>> (bit & 7) & 1;
      NativeMemory.putByte(target(addresses, i, offset), (byte) value);
    }
  }

  private void writeBytes(long from, long addresses, int offset) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putByte(target(addresses, i, offset), NativeMemory.getByte(from + indexes[i]));
    }
  }

  private void writeInts(long from, long addresses, int offset) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putInt(
          target(addresses, i, offset), NativeMemory.getInt(from + 4L * indexes[i]));
    }
  }

  private void writeLongs(long from, long addresses, int offset) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putLong(
          target(addresses, i, offset), NativeMemory.getLong(from + 8L * indexes[i]));
    }
  }

  /** Widens: a vector may be narrower than its type. */
  private void writeIntegers(
      PhysicalType source, PhysicalType type, long from, long addresses, int offset) {
    for (int i = 0; i < numRows; i++) {
      long value = integer(source, from, indexes[i]);
      long to = target(addresses, i, offset);
      switch (type) {
        case INT16 -> NativeMemory.putShort(to, (short) value);
        case INT32 -> NativeMemory.putInt(to, (int) value);
        default -> NativeMemory.putLong(to, value);
      }
    }
  }

  private void writeWide(PhysicalType source, long from, long addresses, int offset) {
    boolean wide = source == PhysicalType.INT128;
    for (int i = 0; i < numRows; i++) {
      long to = target(addresses, i, offset);
      long at = from + 16L * indexes[i];
      long low = wide ? NativeMemory.getLong(at) : integer(source, from, indexes[i]);
      NativeMemory.putLong(to, low);
      NativeMemory.putLong(to + 8, wide ? NativeMemory.getLong(at + 8) : low >> 63);
    }
  }

  private static long integer(PhysicalType source, long from, int index) {
    return switch (source) {
      case INT8 -> NativeMemory.getByte(from + index);
      case INT16 -> NativeMemory.getShort(from + 2L * index);
      case INT32 -> NativeMemory.getInt(from + 4L * index);
      case INT64 -> NativeMemory.getLong(from + 8L * index);
      case BIT, INT128, FLOAT32, FLOAT64, VIEW ->
          throw new IllegalStateException("not a narrow integer: type=" + source);
    };
  }

  private void writeStrings(long views, long addresses, int offset) {
    for (int i = 0; i < numRows; i++) {
      long row = NativeMemory.getLong(addresses + 8L * i);
      long slot = row + offset;
      if (indexes[i] < 0) {
        continue; // zeroed with the other nulls
      }
      long view = views + (long) StringView.SIZE_BYTES * indexes[i];
      StringView.copy(view, slot);
      int length = StringView.length(view);
      if (length > StringView.MAX_INLINE_LENGTH) {
        NativeMemory.copy(StringView.bytesAddress(view), row + sizes[i], length);
        NativeMemory.putLong(slot + StringView.REST_OFFSET, sizes[i]);
        sizes[i] += length;
      }
    }
  }

  /** Sets null bits, and zeroes the values: a null's code may stand for any. */
  private void writeNulls(long validity, long addresses, int column) {
    int offset = column >>> 3;
    int bit = 1 << (column & 7);
    int width = layout.columnBytes(column);
    for (int i = 0; i < numRows; i++) {
      if (isNull(validity, rows[i])) {
        long row = NativeMemory.getLong(addresses + 8L * i);
        NativeMemory.putByte(row + offset, (byte) (NativeMemory.getByte(row + offset) | bit));
        NativeMemory.fill(row + layout.columnOffset(column), width, (byte) 0);
      }
    }
  }
}
