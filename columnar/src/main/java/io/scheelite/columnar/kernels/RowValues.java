package io.scheelite.columnar.kernels;

import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;

/**
 * Copies and compares the values of rows that no generated kernel knows: strings and booleans.
 *
 * <p>A string in a row is a {@link StringView} whose last word, for long strings, is the distance
 * of the bytes from the row's own beginning. Slots of nulls are all zero. A boolean takes a byte.
 * {@code list} means 16-bit row numbers, 0 all rows; {@code rows} holds a row's address per row
 * number.
 */
public final class RowValues {
  private RowValues() {}

  /** Whether the 128-bit integer at {@code address} is this number. */
  static boolean equalsInt128(long value, long address) {
    return NativeMemory.getLong(address) == value
        && NativeMemory.getLong(address + 8) == value >> 63;
  }

  /** Bits go to the rows, as bytes 0 or 1. */
  public static void scatterBits(
      VectorValues source, long list, int numRows, long rows, int offset) {
    long values = source.values();
    for (int i = 0; i < numRows; i++) {
      int row = VectorValues.row(list, i);
      int index = VectorValues.index(source.codes(), source.mask(), row);
      NativeMemory.putByte(NativeMemory.getLong(rows + 8L * row) + offset, bit(values, index));
    }
  }

  /**
   * Strings go to the rows, the bytes of long ones to {@code heap[i]}, which moves on; nulls give
   * zero slots.
   */
  public static void scatterViews(
      VectorValues source, long list, int numRows, long rows, int offset, long[] heap) {
    long values = source.values();
    long validity = source.validity();
    for (int i = 0; i < numRows; i++) {
      int number = VectorValues.row(list, i);
      long row = NativeMemory.getLong(rows + 8L * number);
      long head = 0;
      long rest = 0;
      if (!VectorValues.isNull(validity, number)) {
        long view = values + 16L * VectorValues.index(source.codes(), source.mask(), number);
        head = NativeMemory.getLong(view);
        rest = NativeMemory.getLong(view + StringView.REST_OFFSET);
        int length = (int) head;
        if (length > StringView.MAX_INLINE_LENGTH) {
          long target = heap[i];
          StringBytes.copy(rest, target, length);
          heap[i] = target + length;
          rest = target - row;
        }
      }
      NativeMemory.putLong(row + offset, head);
      NativeMemory.putLong(row + offset + StringView.REST_OFFSET, rest);
    }
  }

  /** Adds the lengths of long strings to {@code bytes[i]}; returns their sum. */
  public static long addLengths(VectorValues source, long list, int numRows, long[] bytes) {
    long values = source.values();
    long validity = source.validity();
    long total = 0;
    for (int i = 0; i < numRows; i++) {
      int row = VectorValues.row(list, i);
      int index = VectorValues.index(source.codes(), source.mask(), row);
      int length = NativeMemory.getInt(values + 16L * index);
      if (length > StringView.MAX_INLINE_LENGTH && !VectorValues.isNull(validity, row)) {
        bytes[i] += length;
        total += length;
      }
    }
    return total;
  }

  /** Bytes that a string in a row takes beyond its slot. */
  public static int longBytes(long slot) {
    int length = NativeMemory.getInt(slot);
    return length > StringView.MAX_INLINE_LENGTH ? length : 0;
  }

  /**
   * After a row was copied: copies the bytes of a long string to {@code heapTarget} and makes the
   * copied slot refer to them.
   *
   * @return how many bytes that were
   */
  public static long relocateString(long row, long copiedRow, int offset, long heapTarget) {
    int length = longBytes(row + offset);
    if (length > 0) {
      long bytes = row + NativeMemory.getLong(row + offset + StringView.REST_OFFSET);
      StringBytes.copy(bytes, heapTarget, length);
      NativeMemory.putLong(copiedRow + offset + StringView.REST_OFFSET, heapTarget - copiedRow);
    }
    return length;
  }

  /**
   * Sets bit {@code nullBit} of the rows that are null, and zeroes their slots of {@code width}
   * bytes (0: they are zero already).
   */
  public static void markNulls(
      long validity, long list, int numRows, long rows, int nullBit, int offset, int width) {
    for (int i = 0; i < numRows; i++) {
      int number = VectorValues.row(list, i);
      if (VectorValues.isNull(validity, number)) {
        long row = NativeMemory.getLong(rows + 8L * number);
        long at = row + (nullBit >>> 3);
        NativeMemory.putByte(at, (byte) (NativeMemory.getByte(at) | 1 << (nullBit & 7)));
        zero(row + offset, width);
      }
    }
  }

  private static void zero(long slot, int width) {
    switch (width) {
      case 0 -> {}
      case 1 -> NativeMemory.putByte(slot, (byte) 0);
      case 2 -> NativeMemory.putShort(slot, (short) 0);
      case 4 -> NativeMemory.putInt(slot, 0);
      case 8 -> NativeMemory.putLong(slot, 0);
      default -> {
        NativeMemory.putLong(slot, 0);
        NativeMemory.putLong(slot + 8, 0);
      }
    }
  }

  /** Zeroes the slots of all rows. */
  public static void zeroSlots(long list, int numRows, long rows, int offset, int width) {
    for (int i = 0; i < numRows; i++) {
      zero(NativeMemory.getLong(rows + 8L * VectorValues.row(list, i)) + offset, width);
    }
  }

  /** The 16 bytes at {@code offset} of row i become value i; zero where the address is 0. */
  public static void gatherInt128(long rows, int numRows, int offset, long target) {
    for (int i = 0; i < numRows; i++) {
      long row = NativeMemory.getLong(rows + 8L * i);
      long value = row + offset;
      long to = target + 16L * i;
      NativeMemory.putLong(to, row == 0 ? 0 : NativeMemory.getLong(value));
      NativeMemory.putLong(to + 8, row == 0 ? 0 : NativeMemory.getLong(value + 8));
    }
  }

  /** Strings of rows become views that point into the rows; empty where the address is 0. */
  public static void gatherViews(long rows, int numRows, int offset, long target) {
    gatherViews(rows, numRows, offset, 0, target);
  }

  /**
   * As {@link #gatherViews(long, int, int, long)}, of rows whose long strings lie {@code shift}
   * bytes before the place that the rows say.
   */
  public static void gatherViews(long rows, int numRows, int offset, long shift, long target) {
    for (int i = 0; i < numRows; i++) {
      long row = NativeMemory.getLong(rows + 8L * i);
      long head = 0;
      long rest = 0;
      if (row != 0) {
        head = NativeMemory.getLong(row + offset);
        rest = NativeMemory.getLong(row + offset + StringView.REST_OFFSET);
        rest += (int) head > StringView.MAX_INLINE_LENGTH ? row - shift : 0;
      }
      NativeMemory.putLong(target + 16L * i, head);
      NativeMemory.putLong(target + 16L * i + StringView.REST_OFFSET, rest);
    }
  }

  /** Bytes 0 or 1 at {@code offset} of the rows become bits; zero where the address is 0. */
  public static void gatherBits(long rows, int numRows, int offset, long target) {
    for (int base = 0; base < numRows; base += 64) {
      int end = Math.min(64, numRows - base);
      long word = 0;
      for (int i = 0; i < end; i++) {
        long row = NativeMemory.getLong(rows + 8L * (base + i));
        word |= row == 0 ? 0 : (long) NativeMemory.getByte(row + offset) << i;
      }
      NativeMemory.putLong(target + (base >>> 3), word);
    }
  }

  /** Whether some address is 0. */
  public static boolean anyMissing(long rows, int numRows) {
    int missing = 0;
    for (int i = 0; i < numRows; i++) {
      missing += NativeMemory.getLong(rows + 8L * i) == 0 ? 1 : 0;
    }
    return missing != 0;
  }

  /** The bitmap of the rows whose address is not 0. */
  public static void gatherPresence(long rows, int numRows, long target) {
    for (int base = 0; base < numRows; base += 64) {
      int end = Math.min(64, numRows - base);
      long present = 0;
      for (int i = 0; i < end; i++) {
        present |= (NativeMemory.getLong(rows + 8L * (base + i)) == 0 ? 0L : 1L) << i;
      }
      NativeMemory.putLong(target + (base >>> 3), present);
    }
  }

  /**
   * Null bits of the rows become a validity bitmap; null, too, where the address is 0.
   *
   * @return whether some row is null
   */
  public static boolean gatherValidity(long rows, int numRows, int nullBit, long target) {
    long someNull = 0;
    int offset = nullBit >>> 3;
    int bit = nullBit & 7;
    for (int base = 0; base < numRows; base += 64) {
      int end = Math.min(64, numRows - base);
      long nulls = 0;
      for (int i = 0; i < end; i++) {
        long row = NativeMemory.getLong(rows + 8L * (base + i));
        long isNull = row == 0 ? 1 : NativeMemory.getByte(row + offset) >>> bit & 1;
        nulls |= isNull << i;
      }
      NativeMemory.putLong(target + (base >>> 3), ~nulls);
      someNull |= nulls;
    }
    return someNull != 0;
  }

  private static byte bit(long bitmap, int index) {
    return (byte) (NativeMemory.getByte(bitmap + (index >>> 3)) >>> (index & 7) & 1);
  }
}
