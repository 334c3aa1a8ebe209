package io.scheelite.operators.sort;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.NativeMemory;
import org.jspecify.annotations.Nullable;

/**
 * Writes the normalized keys of batches, column by column: each column is first read into 64-bit
 * words of the right order, then the words are written big-endian. Holds work buffers, so one per
 * driver.
 */
final class SortKeyEncoder {
  private final SortKeyLayout layout;
  private final long rows;
  private final long codes;
  private final long words;

  /**
   * @param scratchAddress {@link #scratchBytes} of memory that outlives the encoder
   */
  SortKeyEncoder(SortKeyLayout layout, long scratchAddress, int batchSize) {
    this.layout = layout;
    this.rows = scratchAddress;
    this.codes = rows + 4L * batchSize;
    this.words = codes + 4L * batchSize;
  }

  static long scratchBytes(int batchSize) {
    return (4L + 4L + 8L) * batchSize;
  }

  /** Writes the keys of the selected rows one after another. */
  void encode(Batch batch, long target) {
    int numRows = batch.numSelectedRows();
    readRowNumbers(batch.selection(), numRows);
    int stride = layout.sizeBytes();
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putLong(target + (long) (i + 1) * stride - 8, 0); // the padding
    }
    if (stride == SortKeyLayout.SMALLEST_BYTES) {
      zeroSecondLastWord(target, stride, numRows);
    }
    for (SortKeyLayout.Part part : layout.parts()) {
      encode(batch.column(part.column()), part, target, numRows);
    }
  }

  /** A single short key leaves more than one word of padding. */
  private static void zeroSecondLastWord(long target, int stride, int numRows) {
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putLong(target + (long) (i + 1) * stride - 16, 0);
    }
  }

  private void readRowNumbers(@Nullable Selection selection, int numRows) {
    if (selection == null) {
      for (int i = 0; i < numRows; i++) {
        NativeMemory.putInt(rows + 4L * i, i);
      }
      return;
    }
    long from = selection.address();
    for (int i = 0; i < numRows; i++) {
      NativeMemory.putInt(rows + 4L * i, Short.toUnsignedInt(NativeMemory.getShort(from + 2L * i)));
    }
  }

  private void encode(ColumnVector column, SortKeyLayout.Part part, long target, int numRows) {
    PhysicalType physical = column.physicalType();
    long indexes =
        switch (column.encoding()) {
          case FLAT -> rows;
          case DICTIONARY -> readCodes(column.valuesAddress(), numRows);
          case CONSTANT -> zeroCodes(numRows);
        };
    long values =
        switch (column.encoding()) {
          case FLAT, CONSTANT -> column.valuesAddress();
          case DICTIONARY -> column.dictionary().valuesAddress();
        };
    long first = target + part.valueOffset();
    OrderedWords.read(physical, values, indexes, words, numRows);
    if (part.valueBytes() < 16) {
      write(part, part.valueBytes(), isSigned(part), first, numRows);
    } else if (part.isString()) {
      write(part, 8, false, first, numRows);
      OrderedWords.readSecond(physical, values, indexes, words, numRows);
      write(part, 8, false, first + 8, numRows);
    } else {
      write(part, 8, false, first + 8, numRows);
      OrderedWords.readSecond(physical, values, indexes, words, numRows);
      write(part, 8, true, first, numRows);
    }
    writeNulls(column.validityAddress(), part, target, numRows);
  }

  private static boolean isSigned(SortKeyLayout.Part part) {
    return part.type().physicalType() != PhysicalType.BIT;
  }

  private long readCodes(long from, int numRows) {
    for (int i = 0; i < numRows; i++) {
      int row = NativeMemory.getInt(rows + 4L * i);
      NativeMemory.putInt(codes + 4L * i, NativeMemory.getInt(from + 4L * row));
    }
    return codes;
  }

  private long zeroCodes(int numRows) {
    NativeMemory.fill(codes, 4L * numRows, (byte) 0);
    return codes;
  }

  /** Writes the low {@code size} bytes of the words, big-endian. */
  private void write(SortKeyLayout.Part part, int size, boolean signed, long target, int numRows) {
    long flip = (signed ? 1L << (8 * size - 1) : 0) ^ (part.ascending() ? 0 : -1L);
    int stride = layout.sizeBytes();
    for (int i = 0; i < numRows; i++) {
      long word = NativeMemory.getLong(words + 8L * i) ^ flip;
      long to = target + (long) i * stride;
      switch (size) {
        case 8 -> NativeMemory.putLong(to, Long.reverseBytes(word));
        case 4 -> NativeMemory.putInt(to, Integer.reverseBytes((int) word));
        case 2 -> NativeMemory.putShort(to, Short.reverseBytes((short) word));
        default -> NativeMemory.putByte(to, (byte) word);
      }
    }
  }

  private void writeNulls(long validity, SortKeyLayout.Part part, long target, int numRows) {
    if (part.nullOffset() < 0) {
      return;
    }
    byte notNull = (byte) (part.nullsFirst() ? 1 : 0);
    byte isNull = (byte) (1 - notNull);
    int stride = layout.sizeBytes();
    for (int i = 0; i < numRows; i++) {
      long key = target + (long) i * stride;
      int row = NativeMemory.getInt(rows + 4L * i);
      if (validity == 0 || (NativeMemory.getByte(validity + (row >>> 3)) >>> (row & 7) & 1) != 0) {
        NativeMemory.putByte(key + part.nullOffset(), notNull);
      } else {
        NativeMemory.putByte(key + part.nullOffset(), isNull);
        NativeMemory.fill(key + part.valueOffset(), part.valueBytes(), (byte) 0);
      }
    }
  }
}
