package io.scheelite.formats.arrow;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.arrow.ArrowColumnImport;
import io.scheelite.columnar.arrow.ArrowValueException;
import io.scheelite.formats.FormatException;
import io.scheelite.memory.NativeMemory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Some rows of a column of plain values, as they are in the file. */
final class ArrowColumnWindow implements ColumnRows {
  private final ArrowNode.Leaf field;
  private final ArrowColumnImport column;
  private final ReaderRoom room;
  private final int stringBytes;
  private final long validity;
  private final long values;
  private final long strings;
  private long large;
  private long largeBytes;
  private boolean hasValidity;
  private int skippedBits;
  private long dataOffset;
  private long dataBytes;
  private long data;
  private @Nullable ArrowBody body;

  /**
   * Takes its memory.
   *
   * @param rows most rows of a window
   * @param stringBytes room for the strings of a window; it ends early when they are longer
   */
  ArrowColumnWindow(ArrowNode.Leaf field, int rows, int stringBytes, ReaderRoom room) {
    this.field = field;
    this.column = field.values();
    this.stringBytes = stringBytes;
    this.room = room;
    // windows may begin in the middle of a byte of bits
    long bits = Bitmap.sizeBytes(rows + Byte.SIZE);
    validity = room.take(bits);
    boolean bytes = column.isFixedBytes();
    values =
        room.take(bytes ? 1 : column.valueBytes() == 0 ? bits : (rows + 1L) * column.valueBytes());
    strings = room.take(isStrings() || bytes ? stringBytes : 1);
  }

  private boolean isStrings() {
    return column.numBuffers() == 3;
  }

  @Override
  public int begin(ArrowBody batch, int firstRow, int numRows) {
    body = batch;
    freeLarge();
    if (column.isFixedBytes()) {
      return Math.max(1, Math.min(numRows, stringBytes / column.valueBytes()));
    }
    if (!isStrings()) {
      return numRows;
    }
    int width = column.valueBytes();
    batch.read(field, 1, (long) firstRow * width, (numRows + 1L) * width, values);
    int fits = numRows;
    while (fits > 1 && offset(fits) - offset(0) > stringBytes) {
      fits = fits / 2;
    }
    return fits;
  }

  private long offset(int row) {
    return column.valueBytes() == Integer.BYTES
        ? NativeMemory.getInt(values + 4L * row)
        : NativeMemory.getLong(values + 8L * row);
  }

  @Override
  public void load(ArrowBody batch, int firstRow, int numRows) {
    if (column.numBuffers() == 0) {
      return;
    }
    skippedBits = firstRow & 7;
    hasValidity = batch.bufferBytes(field, 0) > 0;
    if (hasValidity) {
      loadBits(batch, 0, firstRow, numRows, validity);
    }
    long width = column.valueBytes();
    if (isStrings()) {
      loadStrings(batch, numRows);
    } else if (column.isFixedBytes()) {
      loadBytes(batch, 1, firstRow * width, numRows * width);
    } else if (width == 0) {
      loadBits(batch, 1, firstRow, numRows, values);
    } else {
      batch.read(field, 1, firstRow * width, numRows * width, values);
    }
  }

  private void loadBits(ArrowBody batch, int buffer, long firstRow, int numRows, long target) {
    long from = firstRow >>> 3;
    batch.read(field, buffer, from, ((firstRow + numRows + 7) >>> 3) - from, target);
  }

  private void loadStrings(ArrowBody batch, int numRows) {
    long start = offset(0);
    long end = offset(numRows);
    if (end < start) {
      throw batch.site(field).corrupt("offsets of strings", batch.offset());
    }
    loadBytes(batch, 2, start, end - start);
  }

  private void loadBytes(ArrowBody batch, int buffer, long from, long bytes) {
    dataOffset = from;
    dataBytes = bytes;
    data = strings;
    if (bytes > stringBytes) { // one that is larger than all that was reserved
      if (bytes > batch.bufferBytes(field, buffer) || bytes > Integer.MAX_VALUE) {
        throw batch.site(field).corrupt("offsets of strings", batch.offset());
      }
      large = room.more(bytes, batch.site(field), "a string");
      largeBytes = bytes;
      data = large;
    }
    batch.read(field, buffer, from, bytes, data);
  }

  private void freeLarge() {
    if (large != 0) {
      room.giveBack(large, largeBytes);
      large = 0;
    }
  }

  @Override
  public ColumnVector read(int firstRow, int numRows, VectorTarget target) {
    // bits begin in the middle of a byte, so the import is told to skip some rows of everything
    long skippedBytes = (long) skippedBits * column.valueBytes();
    ArrowColumnImport.Buffers buffers =
        new ArrowColumnImport.Buffers(
            hasValidity ? validity : 0,
            (column.isFixedBytes() ? data : values) - skippedBytes,
            data - dataOffset,
            dataOffset,
            dataOffset + dataBytes);
    try {
      return column.read(buffers, skippedBits + firstRow, numRows, target);
    } catch (ArrowValueException e) {
      ArrowBody batch = Objects.requireNonNull(body);
      throw new FormatException(
          e.code(),
          e.getMessage()
              + ": file="
              + batch.site(field).location()
              + " column="
              + field.path()
              + " offset="
              + batch.offset(),
          e);
    }
  }

  @Override
  public void close() {
    freeLarge();
  }
}
