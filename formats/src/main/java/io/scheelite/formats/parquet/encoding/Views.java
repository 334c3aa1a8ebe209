package io.scheelite.formats.parquet.encoding;

import io.scheelite.memory.NativeMemory;

/**
 * Writes string views over bytes of a page, whose slack allows to load whole words and mask them.
 */
public final class Views {
  /** Bytes per view. */
  public static final int SIZE_BYTES = 16;

  private static final int MAX_INLINE_LENGTH = 12;

  private Views() {}

  /** Writes the view of {@code length} bytes; up to 12 bytes behind them may be loaded. */
  public static void write(long view, long bytes, int length) {
    if (length > MAX_INLINE_LENGTH) {
      NativeMemory.putLong(view, length | (long) NativeMemory.getInt(bytes) << 32);
      NativeMemory.putLong(view + 8, bytes);
      return;
    }
    long first = NativeMemory.getLong(bytes);
    long last = 0;
    if (length < 8) {
      first &= (1L << (length << 3)) - 1;
    } else {
      last = NativeMemory.getInt(bytes + 8) & ((1L << ((length - 8) << 3)) - 1);
    }
    NativeMemory.putLong(view, length | first << 32);
    NativeMemory.putLong(view + 8, first >>> 32 | last << 32);
  }

  /** Length in bytes. */
  public static int length(long view) {
    return NativeMemory.getInt(view);
  }

  /** Where the bytes lie. */
  public static long bytesAddress(long view) {
    return length(view) <= MAX_INLINE_LENGTH ? view + 4 : NativeMemory.getLong(view + 8);
  }
}
