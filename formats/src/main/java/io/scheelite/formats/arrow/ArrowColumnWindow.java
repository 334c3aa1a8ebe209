package io.scheelite.formats.arrow;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.arrow.ArrowColumnImport;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;

/**
 * Some rows of one column as they are in the file. Loaded in two steps: {@link #begin} finds how
 * many rows fit, {@link #load} reads them. Used by one thread.
 */
final class ArrowColumnWindow implements AutoCloseable {
  private final ArrowColumnImport column;
  private final int firstBuffer;
  private final long validity;
  private final long values;
  private final long strings;
  private final MemoryConsumer memory;
  private long largeStrings;
  private long largeBytes;
  private boolean hasValidity;
  private int skippedBits;
  private long dataOffset;
  private long dataBytes;
  private long data;

  ArrowColumnWindow(
      ArrowColumnImport column,
      int firstBuffer,
      long validity,
      long values,
      long strings,
      MemoryConsumer memory) {
    this.column = column;
    this.firstBuffer = firstBuffer;
    this.validity = validity;
    this.values = values;
    this.strings = strings;
    this.memory = memory;
  }

  private boolean isStrings() {
    return column.numBuffers() == 3;
  }

  /**
   * Reads the offsets of strings, if it has any.
   *
   * @return how many of the rows fit, at least one
   */
  int begin(ArrowBody body, int firstRow, int numRows) {
    freeLarge();
    if (!isStrings()) {
      return numRows;
    }
    int width = column.valueBytes();
    body.read(firstBuffer + 1, (long) firstRow * width, (numRows + 1L) * width, values);
    int fits = numRows;
    while (fits > 1 && offset(fits) - offset(0) > ArrowReaderMemory.STRING_BYTES) {
      fits = fits / 2;
    }
    return fits;
  }

  private long offset(int row) {
    return column.valueBytes() == Integer.BYTES
        ? NativeMemory.getInt(values + 4L * row)
        : NativeMemory.getLong(values + 8L * row);
  }

  /** Reads the rows. */
  void load(ArrowBody body, int firstRow, int numRows) {
    if (column.numBuffers() == 0) {
      return;
    }
    skippedBits = firstRow & 7;
    hasValidity = body.bufferBytes(firstBuffer) > 0;
    if (hasValidity) {
      loadBits(body, firstBuffer, firstRow, numRows, validity);
    }
    if (isStrings()) {
      loadStrings(body, numRows);
    } else if (column.valueBytes() == 0) {
      loadBits(body, firstBuffer + 1, firstRow, numRows, values);
    } else {
      long width = column.valueBytes();
      body.read(firstBuffer + 1, firstRow * width, numRows * width, values);
    }
  }

  private void loadBits(ArrowBody body, int buffer, long firstRow, int numRows, long target) {
    long from = firstRow >>> 3;
    body.read(buffer, from, ((firstRow + numRows + 7) >>> 3) - from, target);
  }

  private void loadStrings(ArrowBody body, int numRows) {
    dataOffset = offset(0);
    dataBytes = offset(numRows) - dataOffset;
    if (dataBytes < 0) {
      throw body.site().corrupt("offsets of strings", dataOffset);
    }
    data = strings;
    if (dataBytes > ArrowReaderMemory.STRING_BYTES) {
      data = allocateLarge(body, firstBuffer + 2);
    }
    body.read(firstBuffer + 2, dataOffset, dataBytes, data);
  }

  /** For a string that is larger than all that was reserved. */
  private long allocateLarge(ArrowBody body, int buffer) {
    if (dataBytes > body.bufferBytes(buffer) || dataBytes > Integer.MAX_VALUE) {
      throw body.site().corrupt("offsets of strings", dataOffset);
    }
    if (!memory.tryReserve(dataBytes + MemoryConsumer.CHUNK_BYTES)) {
      throw body.site()
          .error(
              ErrorCode.MEMORY_LIMIT_EXCEEDED,
              "a string of " + dataBytes + " bytes does not fit into memory, raise the limit");
    }
    largeBytes = dataBytes;
    largeStrings = memory.allocate(largeBytes);
    return largeStrings;
  }

  private void freeLarge() {
    if (largeStrings != 0) {
      memory.free(largeStrings, largeBytes);
      largeStrings = 0;
    }
  }

  /** Rows of the window as a vector; valid until the target is used again. */
  ColumnVector read(int firstRow, int numRows, VectorTarget target) {
    // bits begin in the middle of a byte, so the import is told to skip some rows of everything
    long skippedBytes = (long) skippedBits * column.valueBytes();
    ArrowColumnImport.Buffers buffers =
        new ArrowColumnImport.Buffers(
            hasValidity ? validity : 0,
            values - skippedBytes,
            data - dataOffset,
            dataOffset,
            dataOffset + dataBytes);
    return column.read(buffers, skippedBits + firstRow, numRows, target);
  }

  @Override
  public void close() {
    freeLarge();
  }
}
