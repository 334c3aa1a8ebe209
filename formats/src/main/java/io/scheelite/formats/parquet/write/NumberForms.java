package io.scheelite.formats.parquet.write;

import io.scheelite.memory.NativeMemory;

/** Appends the present values of a slice to a page, in the width in which they are stored. */
final class NumberForms {
  private NumberForms() {}

  /** Returns how many values were appended at {@code target}. */
  static int append(RowSlice slice, int from, int rows, int width, long target) {
    int source = slice.physical().widthBytes();
    if (slice.validity() != 0) {
      return appendPresent(slice, from, rows, width, target);
    }
    long values = slice.values() + (long) from * source;
    if (width > Long.BYTES) {
      for (int i = 0; i < rows; i++) {
        putBigEndian(values + (long) i * source, source, target + (long) i * width);
      }
    } else if (source == width) {
      NativeMemory.copy(values, target, (long) rows * width);
    } else {
      for (int i = 0; i < rows; i++) {
        put(target + (long) i * width, width, load(values + (long) i * source, source));
      }
    }
    return rows;
  }

  private static int appendPresent(RowSlice slice, int from, int rows, int width, long target) {
    int source = slice.physical().widthBytes();
    int count = 0;
    for (int row = from; row < from + rows; row++) {
      if (slice.isValid(row)) {
        long value = slice.values() + (long) row * source;
        long to = target + (long) count * width;
        if (width > Long.BYTES) {
          putBigEndian(value, source, to);
        } else {
          put(to, width, load(value, source));
        }
        count++;
      }
    }
    return count;
  }

  private static long load(long address, int width) {
    return switch (width) {
      case 1 -> NativeMemory.getByte(address);
      case 2 -> NativeMemory.getShort(address);
      case 4 -> NativeMemory.getInt(address);
      default -> NativeMemory.getLong(address);
    };
  }

  private static void put(long address, int width, long value) {
    if (width == Integer.BYTES) {
      NativeMemory.putInt(address, (int) value);
    } else {
      NativeMemory.putLong(address, value);
    }
  }

  /** A 128-bit integer in the byte order of FIXED_LEN_BYTE_ARRAY decimals. */
  private static void putBigEndian(long source, int sourceWidth, long target) {
    long low = load(source, Math.min(sourceWidth, Long.BYTES));
    long high = sourceWidth > Long.BYTES ? NativeMemory.getLong(source + 8) : low >> 63;
    NativeMemory.putLong(target, Long.reverseBytes(high));
    NativeMemory.putLong(target + 8, Long.reverseBytes(low));
  }
}
