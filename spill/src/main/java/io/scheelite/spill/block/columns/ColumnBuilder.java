package io.scheelite.spill.block.columns;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Encoding;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;

/**
 * Collects the values of one column of a piece in their widest form, in a part of the piece's
 * buffer: values, then validity. Strings are collected as views, or as one-byte codes as long as
 * all batches have the same small dictionary.
 */
final class ColumnBuilder {
  private static final int DICTIONARY_AT = PieceLayout.MAX_ROWS; // behind the codes

  private final DataType type;
  private final long values;
  private final long validity;
  private PieceHeap heap = PieceHeap.NONE;
  private int numRows;
  private int numNulls;
  private int dictionarySize;

  ColumnBuilder(DataType type, long address) {
    this.type = type;
    this.values = address;
    this.validity =
        address + PieceLayout.align(PieceLayout.MAX_ROWS * PieceLayout.buildWidth(type));
  }

  DataType type() {
    return type;
  }

  long values() {
    return values;
  }

  long validity() {
    return validity;
  }

  int numNulls() {
    return numNulls;
  }

  int dictionarySize() {
    return dictionarySize;
  }

  long dictionary() {
    return values + DICTIONARY_AT;
  }

  boolean isString() {
    return type.physicalType() == PhysicalType.VIEW;
  }

  /** Whether they are texts: bytes and nested values have no range. */
  boolean isText() {
    return type instanceof DataType.Utf8;
  }

  private static boolean hasSmallDictionary(ColumnVector column) {
    return column.encoding() == Encoding.DICTIONARY
        && column.dictionary().numRows() > 0
        && column.dictionary().numRows() <= PieceLayout.MAX_DICTIONARY;
  }

  /** Whether a batch's strings can join those collected so far, in the same form. */
  boolean takes(ColumnVector column) {
    if (!isString() || numRows == 0) {
      return true;
    }
    return dictionarySize == 0 || (hasSmallDictionary(column) && isMine(column.dictionary()));
  }

  private boolean isMine(ColumnVector other) {
    if (other.numRows() != dictionarySize) {
      return false;
    }
    long own = dictionary();
    for (int i = 0; i < dictionarySize; i++) {
      long offset = (long) i * StringView.SIZE_BYTES;
      if (!PieceHeap.equal(own + offset, other.valuesAddress() + offset, heap)) {
        return false;
      }
    }
    return true;
  }

  /** Begins a piece whose long strings go to this heap. */
  void begin(PieceHeap pieceHeap) {
    numRows = 0;
    numNulls = 0;
    dictionarySize = 0;
    heap = pieceHeap;
  }

  /** Begins with a dictionary where the first batch has a small one that fits. */
  void chooseForm(ColumnVector first) {
    if (!isString() || !hasSmallDictionary(first)) {
      return;
    }
    ColumnVector source = first.dictionary();
    long bytes = 0;
    for (int i = 0; i < source.numRows(); i++) {
      bytes += PieceHeap.longBytes(source.valuesAddress() + (long) i * StringView.SIZE_BYTES);
    }
    if (bytes <= heap.room() / 2) {
      dictionarySize = source.numRows();
      for (int i = 0; i < dictionarySize; i++) {
        long offset = (long) i * StringView.SIZE_BYTES;
        heap.copyView(source.valuesAddress() + offset, dictionary() + offset);
      }
    }
  }

  /** Adds to each row's sum what its string takes of the heap. */
  void addLongBytes(ColumnVector column, RowPositions positions, int[] sums) {
    long from = RowPositions.values(column);
    if (!isString() || dictionarySize > 0 || from == 0) {
      return;
    }
    int[] indexes = positions.indexes(column);
    for (int i = 0; i < positions.count(); i++) {
      sums[i] += PieceHeap.longBytes(from + (long) indexes[i] * StringView.SIZE_BYTES);
    }
  }

  /** Adds rows; there is room for them. */
  void append(ColumnVector column, RowPositions positions) {
    appendValidity(column, positions);
    long from = RowPositions.values(column);
    if (dictionarySize > 0) {
      int[] codes = positions.indexes(column);
      for (int i = 0; i < positions.count(); i++) {
        NativeMemory.putByte(values + numRows + i, (byte) codes[i]);
      }
    } else if (from == 0) {
      int width = PieceLayout.buildWidth(type);
      NativeMemory.fill(
          values + (long) numRows * width, (long) positions.count() * width, (byte) 0);
    } else {
      ValueCopies.copy(column, from, positions, type, target(), heap);
      if (column.mayHaveNulls() && column.encoding() == Encoding.DICTIONARY) {
        zeroNulls(positions.count());
      }
    }
    numRows += positions.count();
  }

  private long target() {
    return values + (long) numRows * PieceLayout.buildWidth(type);
  }

  /** A null's code stands for any value. */
  private void zeroNulls(int count) {
    int width = PieceLayout.buildWidth(type);
    for (int i = numRows; i < numRows + count; i++) {
      if (!Bitmap.isSet(validity, i)) {
        NativeMemory.fill(values + (long) i * width, width, (byte) 0);
      }
    }
  }

  private void appendValidity(ColumnVector column, RowPositions positions) {
    if (numRows == 0) {
      Bitmap.fill(validity, PieceLayout.MAX_ROWS, true);
    }
    long source = column.validityAddress();
    if (source == 0) {
      return;
    }
    int[] rows = positions.rows();
    int nulls = 0;
    for (int i = 0; i < positions.count(); i++) {
      if (!Bitmap.isSet(source, rows[i])) {
        Bitmap.clear(validity, numRows + i);
        nulls++;
      }
    }
    numNulls += nulls;
  }
}
