package io.scheelite.formats.arrow;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.NativeMemory;

/**
 * Some rows of a column of Arrow's views, which become ours in place.
 *
 * <pre>
 * short := int length, 12 bytes                         of up to 12
 * long  := int length, 4 bytes of it, int buffer, int offset
 * </pre>
 */
final class ViewWindow implements ColumnRows {
  private static final int BUFFER_OFFSET = 8;
  private static final int OFFSET_OFFSET = 12;
  private static final int FIRST_DATA_BUFFER = 2;

  private final ArrowNode.Views field;
  private final ReaderRoom room;
  private final int stringBytes;
  private final NullBits nulls;
  private final long views;
  private final long strings;
  private long large;
  private long largeBytes;

  /** Takes its memory, as an {@link ArrowColumnWindow}. */
  ViewWindow(ArrowNode.Views field, int rows, int stringBytes, ReaderRoom room) {
    this.field = field;
    this.room = room;
    this.stringBytes = stringBytes;
    nulls = new NullBits(field, rows, room);
    views = room.take(PhysicalType.VIEW.sizeBytes(rows));
    strings = room.take(stringBytes);
  }

  @Override
  public int begin(ArrowBody body, int firstRow, int numRows) {
    freeLarge();
    nulls.load(body, firstRow, numRows);
    long width = StringView.SIZE_BYTES;
    body.read(field, 1, firstRow * width, numRows * width, views);
    long bytes = 0;
    for (int i = 0; i < numRows; i++) {
      int length = clean(body, i);
      bytes += length > StringView.MAX_INLINE_LENGTH ? length : 0;
      if (bytes > stringBytes && i > 0) {
        return i;
      }
    }
    return numRows;
  }

  private long view(int row) {
    return views + (long) row * StringView.SIZE_BYTES;
  }

  /** Zeroes what does not belong to a value; returns its length. */
  private int clean(ArrowBody body, int row) {
    long view = view(row);
    if (nulls.isNull(row)) {
      NativeMemory.fill(view, StringView.SIZE_BYTES, (byte) 0);
      return 0;
    }
    int length = StringView.length(view);
    if (length < 0) {
      throw body.site(field).corrupt("length of a view", body.offset());
    }
    if (length <= StringView.MAX_INLINE_LENGTH) {
      StringView.write(view, view + StringView.PREFIX_OFFSET, length);
    }
    return length;
  }

  @Override
  public void load(ArrowBody body, int firstRow, int numRows) {
    long first = StringView.length(views);
    long at = strings;
    if (numRows == 1 && first > stringBytes) {
      checkPlace(body, views);
      large = room.more(first, body.site(field), "a string");
      largeBytes = first;
      at = large;
    }
    int runBuffer = 0;
    long runStart = 0;
    long runBytes = 0;
    for (int i = 0; i < numRows; i++) {
      long view = view(i);
      if (StringView.isInline(view)) {
        continue;
      }
      checkPlace(body, view);
      int buffer = NativeMemory.getInt(view + BUFFER_OFFSET);
      int offset = NativeMemory.getInt(view + OFFSET_OFFSET);
      if (buffer != runBuffer || offset != runStart + runBytes) {
        readRun(body, runBuffer, runStart, runBytes, at);
        at += runBytes;
        runBuffer = buffer;
        runStart = offset;
        runBytes = 0;
      }
      NativeMemory.putLong(view + StringView.REST_OFFSET, at + runBytes);
      runBytes += StringView.length(view);
    }
    readRun(body, runBuffer, runStart, runBytes, at);
    for (int i = 0; i < numRows; i++) {
      long view = view(i);
      if (!StringView.isInline(view)) {
        StringView.write(view, StringView.bytesAddress(view), StringView.length(view));
      }
    }
  }

  private void checkPlace(ArrowBody body, long view) {
    int buffer = NativeMemory.getInt(view + BUFFER_OFFSET);
    long offset = NativeMemory.getInt(view + OFFSET_OFFSET);
    if (buffer < 0
        || buffer >= body.numBuffers(field) - FIRST_DATA_BUFFER
        || offset < 0
        || offset + StringView.length(view) > body.bufferBytes(field, FIRST_DATA_BUFFER + buffer)) {
      throw body.site(field).corrupt("place of a view", body.offset());
    }
  }

  private void readRun(ArrowBody body, int buffer, long start, long bytes, long target) {
    if (bytes > 0) {
      body.read(field, FIRST_DATA_BUFFER + buffer, start, bytes, target);
    }
  }

  private void freeLarge() {
    if (large != 0) {
      room.giveBack(large, largeBytes);
      large = 0;
    }
  }

  @Override
  public ColumnVector read(int firstRow, int numRows, VectorTarget target) {
    NativeMemory.copy(view(firstRow), target.valuesAddress(), PhysicalType.VIEW.sizeBytes(numRows));
    return ColumnVector.flat(
        field.type(),
        PhysicalType.VIEW,
        numRows,
        target.valuesAddress(),
        nulls.write(firstRow, numRows, target.validityAddress()));
  }

  @Override
  public void close() {
    freeLarge();
  }
}
