package io.scheelite.columnar.arrow;

import io.scheelite.columnar.StringView;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.NativeMemory;

/** Reads strings that Arrow keeps as offsets into one buffer. Stateless. */
final class ArrowStrings {
  private ArrowStrings() {}

  /** Writes views of strings; offsets are not trusted. */
  static void writeViews(
      ArrowColumnImport.Buffers buffers, long offsets, boolean large, int numRows, long views) {
    if (numRows == 0) {
      return;
    }
    long start = offset(offsets, large, 0);
    for (int i = 0; i < numRows; i++) {
      long end = offset(offsets, large, i + 1);
      boolean inside = start >= buffers.firstByte() && end <= buffers.endByte();
      if (!inside || end < start || end - start > Integer.MAX_VALUE) {
        throw malformed(i, start, end, buffers);
      }
      StringView.write(
          views + (long) i * StringView.SIZE_BYTES, buffers.data() + start, (int) (end - start));
      start = end;
    }
  }

  /** Writes views of strings of one length. */
  static void writeViewsOfFixed(long values, int length, int numRows, long views) {
    for (int i = 0; i < numRows; i++) {
      StringView.write(
          views + (long) i * StringView.SIZE_BYTES, values + (long) i * length, length);
    }
  }

  private static long offset(long offsets, boolean large, int index) {
    return large
        ? NativeMemory.getLong(offsets + 8L * index)
        : NativeMemory.getInt(offsets + 4L * index);
  }

  private static ArrowValueException malformed(
      int row, long start, long end, ArrowColumnImport.Buffers buffers) {
    return new ArrowValueException(
        ErrorCode.CORRUPT_DATA,
        "offsets of Arrow strings are malformed: row="
            + row
            + " start="
            + start
            + " end="
            + end
            + " bytes="
            + buffers.firstByte()
            + ".."
            + buffers.endByte());
  }
}
