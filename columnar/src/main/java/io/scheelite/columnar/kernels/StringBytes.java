package io.scheelite.columnar.kernels;

import io.scheelite.memory.NativeMemory;

/**
 * Copies and compares the bytes of long strings, more than eight of them: words, the last of which
 * overlap those before, are faster than a call to a bulk operation.
 */
final class StringBytes {
  private static final int BULK_BYTES = 128;

  private StringBytes() {}

  /** Copies {@code length} bytes, at least 8. */
  static void copy(long from, long to, int length) {
    if (length > 32) {
      copyMany(from, to, length);
      return;
    }
    long first = NativeMemory.getLong(from);
    long last = NativeMemory.getLong(from + length - 8);
    if (length > 16) {
      long second = NativeMemory.getLong(from + 8);
      long third = NativeMemory.getLong(from + length - 16);
      NativeMemory.putLong(to + 8, second);
      NativeMemory.putLong(to + length - 16, third);
    }
    NativeMemory.putLong(to, first);
    NativeMemory.putLong(to + length - 8, last);
  }

  private static void copyMany(long from, long to, int length) {
    if (length > BULK_BYTES) {
      NativeMemory.copy(from, to, length);
      return;
    }
    int last = length - 16;
    for (int at = 0; at < last; at += 16) {
      NativeMemory.putLong(to + at, NativeMemory.getLong(from + at));
      NativeMemory.putLong(to + at + 8, NativeMemory.getLong(from + at + 8));
    }
    NativeMemory.putLong(to + last, NativeMemory.getLong(from + last));
    NativeMemory.putLong(to + last + 8, NativeMemory.getLong(from + last + 8));
  }

  /** Whether {@code length} bytes, at least 8, are the same. */
  static boolean equal(long a, long b, int length) {
    if (length > 32) {
      return NativeMemory.mismatch(a, b, length) < 0;
    }
    long difference =
        (NativeMemory.getLong(a) ^ NativeMemory.getLong(b))
            | (NativeMemory.getLong(a + length - 8) ^ NativeMemory.getLong(b + length - 8));
    if (length > 16) {
      difference |=
          (NativeMemory.getLong(a + 8) ^ NativeMemory.getLong(b + 8))
              | (NativeMemory.getLong(a + length - 16) ^ NativeMemory.getLong(b + length - 16));
    }
    return difference == 0;
  }
}
